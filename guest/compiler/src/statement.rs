//! What is known of a compilation before it starts; an outcome and figures make it a journal.

use crate::compile::{COMPILER_NAME, COMPILER_VERSION};
use crate::profile::Profile;
use crate::request::Request;
use sha2::{Digest, Sha256};
use zkcwasm_journal::{Blob, Compiler, Journal, LimitId, MetricId, Outcome};

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The part of a journal that is fixed before compiling.
#[derive(Debug, Clone)]
pub struct Statement {
    request: Request,
    profile: [u8; 32],
    target: String,
    wasm: Blob,
}

impl Statement {
    /// Digests the module.
    pub fn new(request: Request, profile: &Profile, wasm: &[u8]) -> Self {
        Self { request, profile: profile.digest(), target: profile.target.triple(), wasm: blob(wasm) }
    }

    /// The journal for this outcome. `metering` must have rising ids.
    pub fn journal(&self, outcome: Outcome, metering: Vec<(MetricId, u64)>) -> Journal {
        Journal {
            context: self.request.context,
            compiler: Compiler { name: COMPILER_NAME.into(), version: COMPILER_VERSION.into() },
            profile: self.profile,
            target: self.target.clone(),
            wasm: self.wasm,
            limits: vec![
                (LimitId::WasmBytes, self.request.wasm_bytes),
                (LimitId::HeapBytes, self.request.heap_bytes),
            ],
            outcome,
            metering,
        }
    }
}

/// Digest and length of bytes.
pub(crate) fn blob(bytes: &[u8]) -> Blob {
    Blob { digest: sha256(bytes), length: bytes.len() as u64 }
}

impl Statement {
    /// The outcome for an artifact.
    pub fn compiled(artifact: &[u8]) -> Outcome {
        Outcome::Compiled(blob(artifact))
    }
}
