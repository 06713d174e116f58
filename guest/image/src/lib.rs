//! All of a compiler image but its compiler, which is a type parameter: what it is asked to do, what it looks at, what it
//! commits, and the program's course.
#![forbid(unsafe_op_in_unsafe_fn)]

mod calls;
mod candidates;
mod compiler;
mod figures;
pub mod frames_x86_64;
mod imports;
mod limits;
mod parser;
#[cfg(target_os = "zkvm")]
mod program;
mod request;
mod settings;
mod shape;
mod statement;
mod target;

pub use calls::{Calls, Unbounded};
pub use compiler::{Compiler, Identity};
pub use figures::{code_figures, section, CodeFigures};
pub use imports::{AllowedImports, AllowedImportsError};
pub use limits::Limits;
#[cfg(target_os = "zkvm")]
pub use program::{panicked, run};
pub use request::{Request, RequestError};
pub use settings::{CompilerKind, OptLevel, Regalloc, Setting};
pub use shape::{measure, Shape};
pub use statement::Statement;
pub use target::Target;
pub use zkcwasm_journal as journal;
pub use zkcwasm_sha256::sha256;
