//! The compiler of an image: that of the target and the artifact profile which are its features.

use crate::{artifact, compile, engine_for, passes, Profile, COMPILER_NAME, COMPILER_VERSION};
use wasmtime::Engine;
use zkcwasm_image::journal::Rejection;
use zkcwasm_image::{Compiler, Identity, Target};

/// An engine with the image's own profile.
pub struct Linked(Engine);

#[cfg(feature = "x86_64-linux")]
const TARGET: Target = Target::X86_64Linux;
#[cfg(feature = "aarch64-linux")]
const TARGET: Target = Target::Aarch64Linux;
#[cfg(feature = "riscv64-linux")]
const TARGET: Target = Target::Riscv64Linux;
#[cfg(feature = "s390x-linux")]
const TARGET: Target = Target::S390xLinux;
#[cfg(feature = "pulley64")]
const TARGET: Target = Target::Pulley64;

fn profile() -> Profile {
    Profile::linked(TARGET)
}

impl Compiler for Linked {
    fn identity() -> Identity {
        Identity {
            name: COMPILER_NAME,
            version: COMPILER_VERSION,
            profile: profile().digest(),
            target: TARGET,
        }
    }

    fn count_passes(at_each: fn()) {
        passes::count_passes(at_each);
    }

    fn passes_started() -> u64 {
        passes::passes_started()
    }

    fn functions_started() -> u64 {
        passes::functions_started()
    }

    fn new() -> Option<Self> {
        engine_for(&profile()).ok().map(Self)
    }

    fn compile(&self, wasm: &[u8]) -> Result<Vec<u8>, Rejection> {
        compile(&self.0, wasm)
    }

    fn stack_frames(artifact: &[u8]) -> Option<Vec<Option<u64>>> {
        artifact::stack_frames(artifact, TARGET)
    }
}
