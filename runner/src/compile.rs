//! Compiles as the images do: the same code with the same profile, and so the same bytes.

use crate::error::RunnerError;
use crate::protocol::CompileJob;
use serde_json::{json, Value};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::Instant;
use zkcwasm_compiler::journal::{RejectReason, Rejection};
use zkcwasm_compiler::{compile, engine_for, sha256};
use zkcwasm_lines::{read, write_new};

/// The `compile` command; the artifact goes to a new file where one is named.
pub fn run(job: &CompileJob) -> Result<Value, RunnerError> {
    let profile = job.built.profile()?;
    let wasm = read(&job.wasm)?;
    let engine = engine_for(&profile).map_err(|_| RunnerError::Target(job.built.target.clone()))?;
    let start = Instant::now();
    // A panic of the compiler is a refusal, as it is in an image. Its engine is not used again.
    let compiled = catch_unwind(AssertUnwindSafe(|| compile(&engine, &wasm)));
    let artifact = compiled
        .unwrap_or_else(|_| Err(Rejection::plain(RejectReason::CompilerPanic)))
        .map_err(RunnerError::Rejected)?;
    let elapsed = start.elapsed();
    if let Some(path) = &job.artifact {
        write_new(path, &artifact)?;
    }
    Ok(json!({
        "artifactDigest": hex::encode(sha256(&artifact)),
        "artifactBytes": artifact.len(),
        "elapsedMs": elapsed.as_secs_f64() * 1e3,
    }))
}
