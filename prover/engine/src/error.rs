//! Everything that can go wrong, each with a code that the TypeScript side maps to its own error.

use serde_json::{json, Value};
use zkcwasm_lines::{Failure, FileError};

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("malformed request: {0}")]
    Request(String),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("not a program of this zkVM: {0}")]
    Image(String),
    #[error("more than {limit} cycles were needed: stopped after {executed}")]
    CycleLimit { limit: u64, executed: u64 },
    #[error("the image stopped with exit code {0}: its input was not a request")]
    ExitCode(u32),
    #[error("execution failed: {0}")]
    Execution(String),
    #[error("proving needs about {needed} bytes of memory and {available} are free")]
    Memory { needed: u64, available: u64 },
    #[error("{0}")]
    ProverUnavailable(String),
    #[cfg(feature = "network")]
    #[error("the prover network made no proof: {0}")]
    Network(String),
    #[error("proving failed: {0}")]
    Proving(String),
    #[error("the proof does not verify: {0}")]
    Seal(String),
    #[error("receipt {index} cannot go into an aggregate: {reason}")]
    Fold { index: usize, reason: String },
}

impl EngineError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::File(e) => e.code(),
            Self::Image(_) => "image",
            Self::CycleLimit { .. } => "cycle-limit",
            Self::ExitCode(_) => "exit-code",
            Self::Execution(_) => "execution",
            Self::Memory { .. } => "memory",
            Self::ProverUnavailable(_) => "prover-unavailable",
            #[cfg(feature = "network")]
            Self::Network(_) => "network",
            Self::Proving(_) => "proving",
            Self::Seal(_) => "seal",
            Self::Fold { .. } => "fold",
        }
    }
}

impl Failure for EngineError {
    fn request(message: String) -> Self {
        Self::Request(message)
    }

    fn to_json(&self) -> Value {
        let mut body = json!({ "code": self.code(), "message": self.to_string() });
        match self {
            Self::CycleLimit { limit, executed } => {
                body["limit"] = json!(limit.to_string());
                body["executed"] = json!(executed.to_string());
            }
            Self::Memory { needed, available } => {
                body["needed"] = json!(needed);
                body["available"] = json!(available);
            }
            _ => {}
        }
        body
    }
}
