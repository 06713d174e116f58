//! The profiles that there are images for, by name: for those who have every compiler linked, which an image has not.

use crate::profile::Profile;
use zkcwasm_image::{CompilerKind, OptLevel, Target};

/// An artifact profile's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileName {
    /// Code that runs fast.
    FastExec,
    /// Code that is cheapest to prove, from the baseline compiler.
    Baseline,
}

impl ProfileName {
    /// The profile with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "fast-exec" => Some(Self::FastExec),
            "baseline" => Some(Self::Baseline),
            _ => None,
        }
    }

    /// Its settings for a target.
    pub fn profile(self, target: Target) -> Profile {
        match self {
            Self::FastExec => Profile::fast_exec(target),
            Self::Baseline => Profile::baseline(target),
        }
    }
}

impl Profile {
    /// Winch in one pass over the code. Winch cannot canonicalize NaNs, so their bits are those that the target's processors
    /// give. It reads neither the level of optimization nor the register allocator.
    pub fn baseline(target: Target) -> Self {
        Self {
            compiler: CompilerKind::Winch,
            opt_level: OptLevel::None,
            nan_canonicalization: false,
            ..Self::fast_exec(target)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_a_digest_of_its_own() {
        let digests = ["fast-exec", "baseline"]
            .map(|n| ProfileName::from_name(n).expect("known").profile(Target::X86_64Linux).digest());
        assert_ne!(digests[0], digests[1]);
    }

    /// Wasmtime 36 offers no linear register allocation, and Cranelift without its mid-end alone is no profile of ours.
    #[test]
    fn there_is_no_other() {
        for name in ["fast-prove", "slow", ""] {
            assert_eq!(ProfileName::from_name(name), None);
        }
    }
}
