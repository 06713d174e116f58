//! What every native process of zkcwasm has in common: one JSON request a line in, JSON events a line out, and files that
//! are read and written whole. It knows nothing of a compiler or a prover.
#![forbid(unsafe_code)]

mod events;
mod files;
mod line;
mod serve;

pub use events::Events;
pub use files::{read, write_new, FileError, MAX_FILE};
pub use serve::{serve, Failure};
