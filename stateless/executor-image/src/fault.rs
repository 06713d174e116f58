//! Why there is no statement.

use std::fmt;

/// Why an execution proves nothing. Which error of `stateless/src/errors` it is, is the first word of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A piece of input is not of its form.
    Input(&'static str),
    /// The witness is none, or not the one that there is.
    Proof(&'static str, &'static str),
    /// The block is not valid in this state.
    Block(&'static str, &'static str),
    /// Code that was not given, not accepted, or cannot be loaded.
    Code(String),
    /// What is not the same on every machine.
    Machine(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(why) => write!(f, "input: {why}"),
            Self::Proof(code, why) => write!(f, "proof/{code}: {why}"),
            Self::Block(code, why) => write!(f, "block/{code}: {why}"),
            Self::Code(why) => write!(f, "code: {why}"),
            Self::Machine(why) => write!(f, "machine: {why}"),
        }
    }
}

impl std::error::Error for Fault {}
