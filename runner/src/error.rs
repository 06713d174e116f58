//! Everything that can go wrong, each with a code that the TypeScript side maps to its own error.

use serde_json::{json, Value};
use zkcwasm_compiler::journal::Rejection;
use zkcwasm_lines::{Failure, FileError};

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    #[error("malformed request: {0}")]
    Request(String),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("no compiler for target {0}")]
    Target(String),
    #[error("there is no artifact profile {0}")]
    Profile(String),
    #[error("the artifact is not the one named: SHA-256 is {found}, expected {expected}")]
    ArtifactDigest { expected: String, found: String },
    #[error("the artifact cannot be re-hydrated here: {0}")]
    Rehydration(String),
    #[error("this process cannot be confined: {0}")]
    Confinement(String),
    #[error("{0}")]
    Call(String),
    #[error("the module was refused: {}", .0.reason.name())]
    Rejected(Rejection),
}

impl RunnerError {
    /// What went wrong with a call.
    pub fn call(e: wasmtime::Error) -> Self {
        Self::Call(format!("{e:#}"))
    }

    /// Stable code.
    fn code(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::File(e) => e.code(),
            Self::Target(_) => "target",
            Self::Profile(_) => "profile",
            Self::ArtifactDigest { .. } => "artifact-digest",
            Self::Rehydration(_) => "rehydration",
            Self::Confinement(_) => "confinement",
            Self::Call(_) => "call",
            Self::Rejected(_) => "rejected",
        }
    }
}

impl Failure for RunnerError {
    fn request(message: String) -> Self {
        Self::Request(message)
    }

    fn to_json(&self) -> Value {
        json!({ "code": self.code(), "message": self.to_string() })
    }
}
