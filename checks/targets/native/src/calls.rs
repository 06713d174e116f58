//! Calls of what an artifact exports.

use crate::outcome::{is_comparable, of_call, state};
use crate::{Call, Failed};
use serde_json::{json, Value};
use wasmtime::{Engine, ExternType, Linker, Module, Store, Val, ValType};

/// Names of exported functions, with the number of parameters of each.
pub fn exports(module: &Module) -> Value {
    let functions: Vec<Value> = module
        .exports()
        .filter_map(|export| match export.ty() {
            ExternType::Func(ty) => Some(json!({ "name": export.name(), "params": ty.params().count() })),
            _ => None,
        })
        .collect();
    json!({ "functions": functions })
}

/// A new instance whose imports return zeros, and in it the calls: of each what it returned, and what was in the memories and
/// global variables then. Ends at a stack overflow, after which nothing can be compared.
pub fn run(engine: &Engine, module: &Module, calls: &[Call]) -> Result<Value, Failed> {
    let mut store = Store::new(engine, ());
    let mut linker = Linker::new(engine);
    linker.define_unknown_imports_as_default_values(&mut store, module).map_err(Failed::from("imports"))?;
    let instance = match linker.instantiate(&mut store, module) {
        Ok(instance) => instance,
        Err(error) => return Ok(json!({ "start": of_call(Err(error)), "calls": [] })),
    };
    let mut outcomes = Vec::new();
    for call in calls {
        let function = instance
            .get_func(&mut store, &call.export)
            .ok_or_else(|| Failed("call", format!("no function is exported as {:?}", call.export)))?;
        let ty = function.ty(&store);
        let args: Option<Vec<Val>> =
            ty.params().zip(&call.args).map(|(ty, bits)| value(&ty, *bits)).collect();
        let args = args.filter(|args| args.len() == ty.params().count());
        let args = args.ok_or_else(|| Failed("call", format!("{} takes other arguments", call.export)))?;
        let mut results: Vec<Val> =
            ty.results().map(|ty| Val::default_for_ty(&ty).unwrap_or(Val::I32(0))).collect();
        let called = function.call(&mut store, &args, &mut results);
        let outcome = of_call(called.map(|()| &*results));
        if !is_comparable(&outcome) {
            outcomes.push(json!({ "outcome": outcome }));
            break;
        }
        outcomes.push(json!({ "outcome": outcome, "state": state(&instance, &mut store) }));
    }
    Ok(json!({ "start": "ok", "calls": outcomes }))
}

fn value(ty: &ValType, bits: u64) -> Option<Val> {
    #[allow(clippy::cast_possible_truncation)]
    let low = bits as u32;
    match ty {
        ValType::I32 => Some(Val::I32(low.cast_signed())),
        ValType::I64 => Some(Val::I64(bits.cast_signed())),
        ValType::F32 => Some(Val::F32(low)),
        ValType::F64 => Some(Val::F64(bits)),
        ValType::V128 => Some(Val::V128(u128::from(bits).into())),
        ValType::Ref(_) => Val::default_for_ty(ty),
    }
}
