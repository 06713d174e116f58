//! Everything that can go wrong, each with a code that the TypeScript side maps to its own error.

use serde_json::{json, Value};
use std::path::{Path, PathBuf};

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("malformed request: {0}")]
    Request(String),
    #[error("cannot read {path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("cannot write {path}: {source}")]
    Write { path: PathBuf, source: std::io::Error },
    #[error("not a program of this zkVM: {0}")]
    Image(String),
    #[error("no compiler for target {0}")]
    Target(String),
    #[error("there is no artifact profile {0}")]
    Profile(String),
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
    #[error("proving failed: {0}")]
    Proving(String),
    #[error("the proof does not verify: {0}")]
    Seal(String),
    #[error("receipt {index} cannot go into an aggregate: {reason}")]
    Fold { index: usize, reason: String },
    #[error("the artifact is not the one named: SHA-256 is {found}, expected {expected}")]
    ArtifactDigest { expected: String, found: String },
    #[error("the artifact cannot be re-hydrated here: {0}")]
    Rehydration(String),
    #[error("{0}")]
    Call(String),
    #[error("the module was refused: {reason}")]
    Rejected { reason: &'static str, offset: Option<u64> },
}

impl EngineError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Request(_) => "request",
            Self::Read { .. } => "read",
            Self::Write { .. } => "write",
            Self::Image(_) => "image",
            Self::Target(_) => "target",
            Self::Profile(_) => "profile",
            Self::CycleLimit { .. } => "cycle-limit",
            Self::ExitCode(_) => "exit-code",
            Self::Execution(_) => "execution",
            Self::Memory { .. } => "memory",
            Self::ProverUnavailable(_) => "prover-unavailable",
            Self::Proving(_) => "proving",
            Self::Seal(_) => "seal",
            Self::Fold { .. } => "fold",
            Self::ArtifactDigest { .. } => "artifact-digest",
            Self::Rehydration(_) => "rehydration",
            Self::Call(_) => "call",
            Self::Rejected { .. } => "rejected",
        }
    }

    /// Body of the `error` event.
    pub fn to_json(&self) -> Value {
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
            Self::Rejected { reason, offset } => {
                body["reason"] = json!(reason);
                body["offset"] = json!(offset.map(|o| o.to_string()));
            }
            _ => {}
        }
        body
    }
}

/// Reads a whole file.
pub fn read(path: &Path) -> Result<Vec<u8>, EngineError> {
    std::fs::read(path).map_err(|source| EngineError::Read { path: path.into(), source })
}

/// Writes a new file, all of it or none.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
        std::io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all()).inspect_err(|_| {
            let _ = std::fs::remove_file(path);
        })
    };
    write().map_err(|source| EngineError::Write { path: path.into(), source })
}
