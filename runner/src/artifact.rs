//! Re-hydrates artifacts whose digest the caller has accepted.

use crate::error::RunnerError;
use crate::protocol::ArtifactJob;
use serde_json::{json, Value};
use std::time::Instant;
use wasmtime::{Engine, ExternType, Module, Store, ValType};
use zkcwasm_compiler::{engine_for, sha256};
use zkcwasm_lines::read;

/// A loaded artifact, and what is told of it.
pub struct Loaded {
    pub engine: Engine,
    pub module: Module,
    pub report: Value,
}

/// The `rehydrate` command.
pub fn run(job: &ArtifactJob) -> Result<Value, RunnerError> {
    Ok(load(job)?.report)
}

/// Hashes and loads the same bytes in memory: a file that changes in between cannot slip in.
pub fn load(job: &ArtifactJob) -> Result<Loaded, RunnerError> {
    load_after(job, || Ok(()))
}

/// `load`, with something done between the reading of the artifact and its loading.
pub fn load_after(
    job: &ArtifactJob,
    before: impl FnOnce() -> Result<(), RunnerError>,
) -> Result<Loaded, RunnerError> {
    let profile = job.built.profile()?;
    let engine = engine_for(&profile).map_err(|_| RunnerError::Target(job.built.target.clone()))?;
    let start = Instant::now();
    let bytes = read(&job.artifact)?;
    let found = hex::encode(sha256(&bytes));
    if found != job.digest {
        return Err(RunnerError::ArtifactDigest { expected: job.digest.clone(), found });
    }
    before()?;
    // SAFETY: the bytes are the unmodified output of `precompile_module`, which is what the digest attests.
    let module = unsafe { Module::deserialize(&engine, &bytes) }
        .map_err(|e| RunnerError::Rehydration(format!("{e:#}")))?;
    let rehydrate_ms = start.elapsed().as_secs_f64() * 1e3;
    let exports: Vec<String> = module.exports().map(|e| format!("{}: {}", e.name(), kind(&e.ty()))).collect();
    let report = json!({ "rehydrateMs": rehydrate_ms, "artifactBytes": bytes.len(), "exports": exports });
    Ok(Loaded { engine, module, report })
}

/// A store for code of any profile. Nobody pays for what runs here: where code counts fuel, it gets as much as there can be.
pub fn store<T: 'static>(engine: &Engine, data: T) -> Store<T> {
    let mut store = Store::new(engine, data);
    // Fails only where the engine's code counts none.
    let _ = store.set_fuel(u64::MAX);
    store
}

fn kind(ty: &ExternType) -> String {
    match ty {
        ExternType::Func(f) => {
            let list =
                |types: Vec<ValType>| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("({}) -> ({})", list(f.params().collect()), list(f.results().collect()))
        }
        ExternType::Memory(_) => "memory".into(),
        ExternType::Table(_) => "table".into(),
        ExternType::Global(_) => "global".into(),
        _ => "other".into(),
    }
}
