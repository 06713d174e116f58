//! What is known of a compilation before it starts; an outcome and figures make it a journal.

use crate::compiler::Identity;
use crate::request::Request;
use zkcwasm_journal::{Blob, Compiler, Journal, MetricId, Outcome};
use zkcwasm_sha256::sha256;

/// The part of a journal that is fixed before compiling.
#[derive(Debug, Clone)]
pub struct Statement {
    request: Request,
    compiler: Identity,
    wasm: Blob,
    imports: [u8; 32],
}

impl Statement {
    /// Digests the module and the list of allowed imports.
    pub fn new(request: Request, compiler: Identity, imports: &[u8], wasm: &[u8]) -> Self {
        Self { request, compiler, wasm: blob(wasm), imports: sha256(imports) }
    }

    /// What was asked for.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// The journal for this outcome. `metering` must have rising ids.
    pub fn journal(&self, outcome: Outcome, metering: Vec<(MetricId, u64)>) -> Journal {
        Journal {
            context: self.request.context,
            compiler: Compiler { name: self.compiler.name.into(), version: self.compiler.version.into() },
            profile: self.compiler.profile,
            target: self.compiler.target.triple().into(),
            wasm: self.wasm,
            limits: self.request.limits.0.clone(),
            imports: self.imports,
            outcome,
            metering,
        }
    }

    /// The outcome for an artifact.
    pub fn compiled(artifact: &[u8]) -> Outcome {
        Outcome::Compiled(blob(artifact))
    }
}

fn blob(bytes: &[u8]) -> Blob {
    Blob { digest: sha256(bytes), length: bytes.len() as u64 }
}
