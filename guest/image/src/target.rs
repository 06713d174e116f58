//! What machine code is made for.

/// A target that some compiler has an image for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// 64-bit x86, Linux.
    X86_64Linux,
    /// 64-bit Arm, Linux.
    Aarch64Linux,
    /// 64-bit RISC-V, Linux.
    Riscv64Linux,
    /// IBM z, Linux: big-endian.
    S390xLinux,
    /// Wasmtime's portable interpreter, with 64-bit pointers.
    Pulley64,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 5] = [
        Target::X86_64Linux,
        Target::Aarch64Linux,
        Target::Riscv64Linux,
        Target::S390xLinux,
        Target::Pulley64,
    ];

    /// The target triple.
    pub const fn triple(self) -> &'static str {
        match self {
            Target::X86_64Linux => "x86_64-unknown-linux-gnu",
            Target::Aarch64Linux => "aarch64-unknown-linux-gnu",
            Target::Riscv64Linux => "riscv64gc-unknown-linux-gnu",
            Target::S390xLinux => "s390x-unknown-linux-gnu",
            Target::Pulley64 => "pulley64",
        }
    }

    /// The target with this triple.
    pub fn from_triple(triple: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.triple() == triple)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triple_names_one_target() {
        for target in Target::ALL {
            assert_eq!(Target::from_triple(target.triple()), Some(target));
        }
        assert_eq!(Target::from_triple("x86_64-unknown-linux-musl"), None);
    }
}
