//! All of a compiler image but its compiler, which is a type parameter: what it is asked to do, what it looks at, what it
//! commits, and the program's course.
#![forbid(unsafe_op_in_unsafe_fn)]

mod calls;
mod candidates;
mod compiler;
mod figures;
#[cfg(any(test, feature = "aarch64-linux"))]
pub mod frames_aarch64;
#[cfg(any(test, feature = "riscv64-linux"))]
pub mod frames_riscv64;
#[cfg(any(test, feature = "s390x-linux"))]
pub mod frames_s390x;
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
#[cfg(any(test, feature = "aarch64-linux", feature = "riscv64-linux"))]
mod words;

pub use calls::{Calls, Unbounded};
pub use compiler::{Compiler, Identity};
pub use figures::{code_figures, section, CodeFigures};
pub use imports::{AllowedImports, AllowedImportsError};
pub use limits::Limits;
#[cfg(target_os = "zkvm")]
pub use program::{panicked, run};
pub use request::{Request, RequestError};
pub use settings::{CompilerKind, Fuel, OptLevel, Regalloc, Setting};
pub use shape::{measure, Shape};
pub use statement::Statement;
pub use target::Target;
pub use zkcwasm_journal as journal;
pub use zkcwasm_sha256::sha256;
