//! How a call ends.

use std::fmt;

/// What a caller is told; the numbers are those of the host API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    Returned = 0,
    Reverted = 1,
    Trapped = 2,
    OutOfFuel = 3,
    /// No accepted code has this hash.
    NoCode = 4,
    /// Accepted code, but no contract: other imports, no `run`, no memory.
    Unusable = 5,
    /// Calls are nested too deep.
    TooDeep = 6,
}

/// The end of a call.
pub struct Outcome {
    pub status: Status,
    /// What it returned or reverted with.
    pub output: Vec<u8>,
    /// All that was given is gone after a trap, and after running out of it.
    pub fuel_left: u64,
    /// Which trap, for people.
    pub trap: String,
}

/// Ends the whole execution: no result, for a reason that is this node's own.
#[derive(Clone, Debug)]
pub enum Fatal {
    /// The other side asked for it.
    Aborted,
    /// What this machine could not do, memory above all: no outcome, since others can.
    Local(String),
    /// An artifact that this runner cannot load.
    Artifact(String),
    /// The pipes, or what is on them.
    Protocol(String),
}

impl From<std::io::Error> for Fatal {
    fn from(error: std::io::Error) -> Self {
        Self::Protocol(error.to_string())
    }
}

/// What a host function stops wasm with.
#[derive(Debug)]
pub enum Stop {
    Revert(Vec<u8>),
    /// A call of a host function that has no meaning.
    Misuse(&'static str),
    Fatal(Fatal),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Revert(_) => f.write_str("revert"),
            Self::Misuse(what) => f.write_str(what),
            Self::Fatal(_) => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for Stop {}
