//! Calls an export of an artifact.

use crate::artifact::{load_after, store};
use crate::confine::confine;
use crate::error::RunnerError;
use crate::protocol::{Imports, RunJob};
use crate::values::{arguments, default, text};
use serde_json::{json, Value};
use std::time::Instant;
use wasmtime::{Linker, Val};

/// The `run` command.
pub fn run(job: &RunJob) -> Result<Value, RunnerError> {
    let loaded = load_after(&job.loaded, || if job.confined { confine() } else { Ok(()) })?;
    let mut report = loaded.report;
    let mut store = store(&loaded.engine, ());
    let mut linker = Linker::new(&loaded.engine);
    // A contract's host functions are the chain's. Here each one traps when it is called, or returns zeros.
    match job.imports {
        Imports::Trap => linker.define_unknown_imports_as_traps(&loaded.module),
        Imports::Zero => linker.define_unknown_imports_as_default_values(&mut store, &loaded.module),
    }
    .map_err(RunnerError::call)?;
    let instance = linker.instantiate(&mut store, &loaded.module).map_err(RunnerError::call)?;
    let function = instance
        .get_func(&mut store, &job.export)
        .ok_or_else(|| RunnerError::Call(format!("no function is exported as {:?}", job.export)))?;
    let ty = function.ty(&store);
    let args = arguments(&job.args, ty.params().collect())?;
    let mut results: Vec<Val> = ty.results().map(|t| default(&t)).collect();
    let start = Instant::now();
    function.call(&mut store, &args, &mut results).map_err(RunnerError::call)?;
    report["callMs"] = json!(start.elapsed().as_secs_f64() * 1e3);
    report["results"] = results.iter().map(text).collect();
    Ok(report)
}
