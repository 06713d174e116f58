//! Native side of artifacts: compile with the image's own code and profile, re-hydrate, run.

use crate::error::{read, write_new, EngineError};
use crate::protocol::{Imports, RunJob};
use serde_json::{json, Value};
use std::path::Path;
use std::time::Instant;
use wasmtime::{Linker, Module, Store, Val, ValType};
use zkcwasm_compiler::{engine_for, sha256, Profile, ProfileName, Target};

/// A profile by its name, for a target.
pub fn profile_for(triple: &str, name: &str) -> Result<Profile, EngineError> {
    let target = Target::from_triple(triple).ok_or_else(|| EngineError::Target(triple.into()))?;
    let name = ProfileName::from_name(name).ok_or_else(|| EngineError::Profile(name.into()))?;
    Ok(name.profile(target))
}

/// Text and digest of a profile for a target.
pub fn profile(triple: &str, name: &str) -> Result<Value, EngineError> {
    let profile = profile_for(triple, name)?;
    Ok(json!({ "profile": hex::encode(profile.digest()), "text": profile.text() }))
}

/// Compiles natively; writes the artifact to a new file where one is named.
pub fn compile(wasm: &Path, profile: &Profile, out: Option<&Path>) -> Result<Value, EngineError> {
    let bytes = read(wasm)?;
    let engine = engine_for(profile).map_err(|_| EngineError::Target(profile.target.triple().into()))?;
    let start = Instant::now();
    let artifact = zkcwasm_compiler::compile(&engine, &bytes)
        .map_err(|r| EngineError::Rejected { reason: r.reason.name(), offset: r.offset })?;
    let elapsed = start.elapsed();
    if let Some(out) = out {
        write_new(out, &artifact)?;
    }
    Ok(json!({
        "artifactDigest": hex::encode(sha256(&artifact)),
        "artifactBytes": artifact.len(),
        "profile": hex::encode(profile.digest()),
        "elapsedMs": elapsed.as_secs_f64() * 1e3,
    }))
}

/// Re-hydrates an artifact whose digest the caller has accepted, and calls an export if one is named.
pub fn run(job: RunJob) -> Result<Value, EngineError> {
    let profile = profile_for(&job.target, &job.profile)?;
    let engine = engine_for(&profile).map_err(|_| EngineError::Target(job.target.clone()))?;
    let start = Instant::now();
    // Hashed and loaded from the same bytes in memory: a file that changes in between cannot slip in.
    let bytes = read(&job.artifact)?;
    let found = hex::encode(sha256(&bytes));
    if found != job.digest {
        return Err(EngineError::ArtifactDigest { expected: job.digest, found });
    }
    // SAFETY: the bytes are the unmodified output of `precompile_module`, which is what the digest attests.
    let module = unsafe { Module::deserialize(&engine, &bytes) }
        .map_err(|e| EngineError::Rehydration(format!("{e:#}")))?;
    let rehydrate_ms = start.elapsed().as_secs_f64() * 1e3;
    let exports: Vec<String> = module.exports().map(|e| format!("{}: {}", e.name(), kind(&e.ty()))).collect();
    let mut report = json!({ "rehydrateMs": rehydrate_ms, "exports": exports, "artifactBytes": bytes.len() });
    let Some(name) = job.export else {
        return Ok(report);
    };

    let mut store = Store::new(&engine, ());
    let mut linker = Linker::new(&engine);
    // A contract's host functions are the chain's. Here each one traps when it is called, or returns zeros.
    match job.imports {
        Imports::Trap => linker.define_unknown_imports_as_traps(&module),
        Imports::Zero => linker.define_unknown_imports_as_default_values(&mut store, &module),
    }
    .map_err(call_error)?;
    let instance = linker.instantiate(&mut store, &module).map_err(call_error)?;
    let function = instance
        .get_func(&mut store, &name)
        .ok_or_else(|| EngineError::Call(format!("no function is exported as {name:?}")))?;
    let ty = function.ty(&store);
    let args = arguments(&job.args, ty.params().collect())?;
    let mut results: Vec<Val> = ty.results().map(|t| default(&t)).collect();
    let start = Instant::now();
    function.call(&mut store, &args, &mut results).map_err(call_error)?;
    report["callMs"] = json!(start.elapsed().as_secs_f64() * 1e3);
    report["results"] = results.iter().map(text).collect();
    Ok(report)
}

/// What went wrong with a call.
pub fn call_error(e: wasmtime::Error) -> EngineError {
    EngineError::Call(format!("{e:#}"))
}

fn kind(ty: &wasmtime::ExternType) -> String {
    match ty {
        wasmtime::ExternType::Func(f) => {
            let list =
                |types: Vec<ValType>| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("({}) -> ({})", list(f.params().collect()), list(f.results().collect()))
        }
        wasmtime::ExternType::Memory(_) => "memory".into(),
        wasmtime::ExternType::Table(_) => "table".into(),
        wasmtime::ExternType::Global(_) => "global".into(),
        _ => "other".into(),
    }
}

/// Values for a function's parameters, from text.
pub fn arguments(given: &[String], types: Vec<ValType>) -> Result<Vec<Val>, EngineError> {
    if given.len() != types.len() {
        let (n, m) = (types.len(), given.len());
        return Err(EngineError::Call(format!("the function takes {n} arguments, {m} were given")));
    }
    given
        .iter()
        .zip(types)
        .map(|(text, ty)| {
            let value = match ty {
                ValType::I32 => {
                    text.parse().ok().or_else(|| text.parse::<u32>().ok().map(|v| v as i32)).map(Val::I32)
                }
                ValType::I64 => {
                    text.parse().ok().or_else(|| text.parse::<u64>().ok().map(|v| v as i64)).map(Val::I64)
                }
                ValType::F32 => text.parse::<f32>().ok().map(Val::from),
                ValType::F64 => text.parse::<f64>().ok().map(Val::from),
                _ => None,
            };
            value.ok_or_else(|| EngineError::Call(format!("{text:?} is not a value of type {ty}")))
        })
        .collect()
}

/// A value that a result can be put in.
pub fn default(ty: &ValType) -> Val {
    Val::default_for_ty(ty).unwrap_or(Val::I32(0))
}

fn text(value: &Val) -> Value {
    match value {
        Val::I32(v) => json!(v.to_string()),
        Val::I64(v) => json!(v.to_string()),
        Val::F32(bits) => json!(f32::from_bits(*bits).to_string()),
        Val::F64(bits) => json!(f64::from_bits(*bits).to_string()),
        other => json!(format!("{other:?}")),
    }
}
