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
    /// Code that runs fast and counts fuel.
    Metered,
}

impl ProfileName {
    /// The profile with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "fast-exec" => Some(Self::FastExec),
            "fast-prove" => Some(Self::FastProve),
            "baseline" => Some(Self::Baseline),
            "metered" => Some(Self::Metered),
            _ => None,
        }
    }

    /// Its settings for a target.
    pub fn profile(self, target: Target) -> Profile {
        match self {
            Self::FastExec => Profile::fast_exec(target),
            Self::FastProve => Profile::fast_prove(target),
            Self::Baseline => Profile::baseline(target),
            Self::Metered => Profile::metered(target),
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
    use std::collections::BTreeSet;

    #[test]
    fn every_profile_has_a_digest_of_its_own() {
        let digests: BTreeSet<_> = ["fast-exec", "fast-prove", "baseline", "metered"]
            .map(|n| ProfileName::from_name(n).expect("known").profile(Target::X86_64Linux).digest())
            .into();
        assert_eq!(digests.len(), 4);
        assert_eq!(ProfileName::from_name("slow"), None);
    }
}
