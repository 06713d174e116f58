//! Wasmtime 36 as published behind one function. Images and native programs call the same code with the same [`Profile`],
//! which is why a native compile yields the very bytes whose digest a receipt proves.
#![forbid(unsafe_op_in_unsafe_fn)]

mod artifact;
#[path = "../../../every-compiler/src/compile.rs"]
mod compile;
#[cfg(target_os = "zkvm")]
#[path = "../../../every-compiler/src/linked.rs"]
mod linked;
#[path = "../../../every-compiler/src/passes.rs"]
mod passes;
mod profile;
#[cfg(feature = "winch")]
mod profile_name;

pub use artifact::{code_figures, stack_frames};
pub use compile::{compile, engine_for, COMPILER_NAME};
#[cfg(target_os = "zkvm")]
pub use linked::Linked;
pub use passes::{count_passes, functions_started, passes_started};
pub use profile::Profile;
#[cfg(feature = "winch")]
pub use profile_name::ProfileName;
pub use zkcwasm_image::{
    journal, measure, sha256, AllowedImports, AllowedImportsError, Calls, CodeFigures, CompilerKind, Limits,
    OptLevel, Regalloc, Request, RequestError, Setting, Shape, Statement, Target, Unbounded,
};

/// Exact version of the compiler that is linked.
pub const COMPILER_VERSION: &str = "36.0.20";
