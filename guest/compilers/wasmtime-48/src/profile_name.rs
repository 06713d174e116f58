//! The profiles that there are images for, by name: for those who have every compiler linked, which an image has not.

use crate::profile::Profile;
use zkcwasm_image::{CompilerKind, Target};

/// An artifact profile's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileName {
    /// Code that runs fast.
    FastExec,
    /// Code that is cheaper to prove, from the same compiler.
    FastProve,
    /// Code that is cheapest to prove, from the baseline compiler.
    Baseline,
}

impl ProfileName {
    /// The profile with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "fast-exec" => Some(Self::FastExec),
            "fast-prove" => Some(Self::FastProve),
            "baseline" => Some(Self::Baseline),
            _ => None,
        }
    }

    /// Its settings for a target.
    pub fn profile(self, target: Target) -> Profile {
        match self {
            Self::FastExec => Profile::fast_exec(target),
            Self::FastProve => Profile::fast_prove(target),
            Self::Baseline => Profile::baseline(target),
        }
    }
}

impl Profile {
    /// Winch in one pass over the code: a fifth of the cycles, code that takes 1.04 to 1.6 times as long. Winch cannot
    /// canonicalize NaNs, so their bits are those that the target's processors give.
    pub fn baseline(target: Target) -> Self {
        Self { compiler: CompilerKind::Winch, nan_canonicalization: false, ..Self::fast_prove(target) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_a_digest_of_its_own() {
        let names =
            ["fast-exec", "fast-prove", "baseline"].map(|n| ProfileName::from_name(n).expect("known"));
        let digests = names.map(|name| name.profile(Target::X86_64Linux).digest());
        assert!(digests[0] != digests[1] && digests[1] != digests[2] && digests[2] != digests[0]);
        assert_eq!(ProfileName::from_name("slow"), None);
    }
}
