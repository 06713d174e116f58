//! Everything that can go wrong, each with a code that the TypeScript side maps to its own error.

use serde_json::{json, Value};
use zkcwasm_lines::FileError;

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
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
    #[error("{0}")]
    Call(String),
    #[error("the module was refused: {reason}")]
    Rejected { reason: &'static str, offset: Option<u64> },
}

impl RunnerError {
    fn code(&self) -> &'static str {
        match self {
            Self::File(error) => error.code(),
            Self::Target(_) => "target",
            Self::Profile(_) => "profile",
            Self::ArtifactDigest { .. } => "artifact-digest",
            Self::Rehydration(_) => "rehydration",
            Self::Call(_) => "call",
            Self::Rejected { .. } => "rejected",
        }
    }

    /// Body of the `error` event.
    pub fn to_json(&self) -> Value {
        let mut body = json!({ "code": self.code(), "message": self.to_string() });
        if let Self::Rejected { reason, offset } = self {
            body["reason"] = json!(reason);
            body["offset"] = json!(offset.map(|o| o.to_string()));
        }
        body
    }
}
