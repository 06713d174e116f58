//! Unmodified Wasmtime behind one function. The images and the native engine call the same code with the same
//! [`Profile`], which is why a native compile yields the very bytes whose digest a receipt proves.
#![forbid(unsafe_op_in_unsafe_fn)]

mod compile;
mod passes;
mod profile;
mod request;
mod scan;
mod statement;

pub use compile::{compile, engine_for, COMPILER_NAME, COMPILER_VERSION};
pub use passes::{count_passes, passes_started};
pub use profile::{OptLevel, Profile, Regalloc, Target};
pub use request::{Request, RequestError};
pub use scan::{scan, ModuleShape};
pub use statement::{sha256, Statement};
pub use zkcwasm_journal as journal;
