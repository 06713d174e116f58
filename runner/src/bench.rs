//! Times of the native compilers and of the code that they make, for the report (`npm run bench`).

use crate::artifact::store;
use crate::error::RunnerError;
use crate::protocol::BenchJob;
use crate::values::{arguments, default};
use serde_json::{json, Value};
use std::time::Instant;
use wasmtime::{Engine, Linker, Module, Val};
use zkcwasm_compiler::engine_for;
use zkcwasm_lines::read;

/// Compiles, re-hydrates and calls, each as often as asked for; all times are in ms.
pub fn run(job: &BenchJob) -> Result<Value, RunnerError> {
    let bytes = read(&job.wasm)?;
    let engine = engine_for(&job.built.profile()?).map_err(RunnerError::call)?;
    let mut compile_ms = Vec::new();
    let mut artifact = Vec::new();
    for _ in 0..job.repeats {
        let start = Instant::now();
        artifact = engine.precompile_module(&bytes).map_err(RunnerError::call)?;
        compile_ms.push(ms(start));
    }
    let mut rehydrate_ms = Vec::new();
    let mut run_ms = Vec::new();
    for _ in 0..job.repeats {
        let start = Instant::now();
        // SAFETY: compiled just above.
        let module = unsafe { Module::deserialize(&engine, &artifact) }.map_err(RunnerError::call)?;
        rehydrate_ms.push(ms(start));
        run_ms.push(calls(&engine, &module, job)?);
    }
    Ok(json!({
        "compileMs": compile_ms,
        "rehydrateMs": rehydrate_ms,
        "runMs": run_ms,
        "artifactBytes": artifact.len(),
    }))
}

/// All calls, in a new instance.
fn calls(engine: &Engine, module: &Module, job: &BenchJob) -> Result<f64, RunnerError> {
    let mut store = store(engine, ());
    let mut linker = Linker::new(engine);
    linker.define_unknown_imports_as_default_values(&mut store, module).map_err(RunnerError::call)?;
    let instance = linker.instantiate(&mut store, module).map_err(RunnerError::call)?;
    let mut prepared = Vec::new();
    for call in &job.calls {
        let function = instance
            .get_func(&mut store, &call.export)
            .ok_or_else(|| RunnerError::Call(format!("no function is exported as {:?}", call.export)))?;
        let ty = function.ty(&store);
        let results: Vec<Val> = ty.results().map(|t| default(&t)).collect();
        prepared.push((function, arguments(&call.args, ty.params().collect())?, results));
    }
    let start = Instant::now();
    for (function, args, results) in &mut prepared {
        function.call(&mut store, args, results).map_err(RunnerError::call)?;
    }
    Ok(ms(start))
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}
