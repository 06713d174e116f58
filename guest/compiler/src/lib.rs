//! Wasmtime as published behind one function. The images and the native engine call the same code with the same
//! [`Profile`], which is why a native compile yields the very bytes whose digest a receipt proves.
#![forbid(unsafe_op_in_unsafe_fn)]

mod artifact;
mod calls;
mod candidates;
mod compile;
mod imports;
mod limits;
mod passes;
mod profile;
#[cfg(feature = "winch")]
mod profile_name;
mod request;
mod shape;
mod statement;

pub use artifact::{code_figures, stack_frames, CodeFigures};
pub use calls::{Calls, Unbounded};
pub use compile::{compile, engine_for, COMPILER_NAME, COMPILER_VERSION};
pub use imports::{AllowedImports, AllowedImportsError};
pub use limits::Limits;
pub use passes::{count_passes, functions_started, passes_started};
pub use profile::{CompilerKind, OptLevel, Profile, Regalloc, Target};
#[cfg(feature = "winch")]
pub use profile_name::ProfileName;
pub use request::{Request, RequestError};
pub use shape::{measure, Shape};
pub use statement::Statement;
pub use zkcwasm_journal as journal;
pub use zkcwasm_sha256::sha256;
