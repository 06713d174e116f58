//! Calls exports one after the other in one instance, and tells exactly what came of each: what a rehearsal records under one
//! compiler and compares under another.

use crate::artifact::{load, store};
use crate::error::RunnerError;
use crate::protocol::{CallsJob, Imports};
use crate::values::{arguments, default, exact};
use serde_json::{json, Value};
use wasmtime::{Extern, Instance, Linker, Mutability, Store, StoreLimits, StoreLimitsBuilder, Trap, Val};
use zkcwasm_compiler::sha256;

/// Most elements of a table, so that no module fills the machine's memory with them.
const MOST_TABLE_ELEMENTS: usize = 1 << 20;

/// The `calls` command.
pub fn run(job: &CallsJob) -> Result<Value, RunnerError> {
    let loaded = load(&job.loaded)?;
    let memory = usize::try_from(job.memory_bytes).unwrap_or(usize::MAX);
    let limits = StoreLimitsBuilder::new().memory_size(memory).table_elements(MOST_TABLE_ELEMENTS).build();
    let mut store = store(&loaded.engine, limits);
    store.limiter(|limits| limits);
    let mut linker = Linker::new(&loaded.engine);
    match job.imports {
        Imports::Trap => linker.define_unknown_imports_as_traps(&loaded.module),
        Imports::Zero => linker.define_unknown_imports_as_default_values(&mut store, &loaded.module),
    }
    .map_err(RunnerError::call)?;
    let instance = match linker.instantiate(&mut store, &loaded.module) {
        Ok(instance) => instance,
        // Its start function is code like any other.
        Err(error) => return Ok(json!({ "start": trap(&error), "outcomes": [], "state": {} })),
    };
    let mut outcomes = Vec::with_capacity(job.calls.len());
    for call in &job.calls {
        outcomes.push(one(&mut store, &instance, &call.export, &call.args)?);
    }
    Ok(json!({ "outcomes": outcomes, "state": state(&mut store, &instance) }))
}

/// One call. An instance that has trapped goes on: so it is with contracts that call each other.
fn one(
    store: &mut Store<StoreLimits>,
    instance: &Instance,
    export: &str,
    args: &[String],
) -> Result<Value, RunnerError> {
    let function = instance
        .get_func(&mut *store, export)
        .ok_or_else(|| RunnerError::Call(format!("no function is exported as {export:?}")))?;
    let ty = function.ty(&*store);
    let args = arguments(args, ty.params().collect())?;
    let mut results: Vec<Val> = ty.results().map(|t| default(&t)).collect();
    Ok(match function.call(&mut *store, &args, &mut results) {
        Ok(()) => json!({ "results": results.iter().map(exact).collect::<Vec<_>>() }),
        Err(error) => json!({ "trap": trap(&error) }),
    })
}

/// What a trap is called, without addresses and names of functions, which differ between compilers.
fn trap(error: &wasmtime::Error) -> String {
    error.downcast_ref::<Trap>().map_or_else(|| error.root_cause().to_string(), Trap::to_string)
}

/// All that can be seen of an instance from outside: exported memories by size and digest, exported globals by value.
fn state(store: &mut Store<StoreLimits>, instance: &Instance) -> Value {
    let exports: Vec<(String, Extern)> =
        instance.exports(&mut *store).map(|e| (e.name().to_string(), e.clone().into_extern())).collect();
    let seen = exports.into_iter().filter_map(|(name, export)| match export {
        Extern::Memory(memory) => {
            let data = memory.data(&*store);
            Some((name, format!("{} bytes, SHA-256 {}", data.len(), hex::encode(sha256(data)))))
        }
        Extern::Global(global) if global.ty(&*store).mutability() == Mutability::Var => {
            let value = global.get(&mut *store);
            Some((name, exact(&value)))
        }
        _ => None,
    });
    seen.map(|(name, text)| (name, Value::String(text))).collect::<serde_json::Map<_, _>>().into()
}
