//! What an image needs of the compiler in it. Each version of Wasmtime has a crate that gives it: guest/compilers.

use crate::target::Target;
use zkcwasm_journal::Rejection;

/// Which compiler makes an artifact, as a journal says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Name.
    pub name: &'static str,
    /// Exact version.
    pub version: &'static str,
    /// Digest of the artifact profile.
    pub profile: [u8; 32],
    /// What code is made for.
    pub target: Target,
}

/// One compiler with one artifact profile.
pub trait Compiler: Sized {
    /// Which one it is.
    fn identity() -> Identity;

    /// Counts passes and functions on this thread, from zero; `at_each` is called at the start of each pass.
    fn count_passes(at_each: fn());

    /// Passes started since then.
    fn passes_started() -> u64;

    /// Functions with a body whose translation was started since then, in the order of the module.
    fn functions_started() -> u64;

    /// Makes it ready; `None` if what is linked cannot do what the profile asks for.
    fn new() -> Option<Self>;

    /// Compiles a module to an artifact.
    ///
    /// # Errors
    /// Why the module is refused.
    fn compile(&self, wasm: &[u8]) -> Result<Vec<u8>, Rejection>;

    /// The frame of each function with a body, bytes; `None` in place of one whose prologue is not understood, and instead of
    /// all of them if this is not an artifact.
    fn stack_frames(artifact: &[u8]) -> Option<Vec<Option<u64>>>;
}
