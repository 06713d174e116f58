//! Values of WebAssembly as text.

use crate::error::RunnerError;
use serde_json::{json, Value};
use wasmtime::{Val, ValType};

/// Values for a function's parameters, from text.
pub fn arguments(given: &[String], types: Vec<ValType>) -> Result<Vec<Val>, RunnerError> {
    if given.len() != types.len() {
        let (n, m) = (types.len(), given.len());
        return Err(RunnerError::Call(format!("the function takes {n} arguments, {m} were given")));
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
            value.ok_or_else(|| RunnerError::Call(format!("{text:?} is not a value of type {ty}")))
        })
        .collect()
}

/// A value that a result can be put in.
pub fn default(ty: &ValType) -> Val {
    Val::default_for_ty(ty).unwrap_or(Val::I32(0))
}

/// A result.
pub fn text(value: &Val) -> Value {
    match value {
        Val::I32(v) => json!(v.to_string()),
        Val::I64(v) => json!(v.to_string()),
        Val::F32(bits) => json!(f32::from_bits(*bits).to_string()),
        Val::F64(bits) => json!(f64::from_bits(*bits).to_string()),
        other => json!(format!("{other:?}")),
    }
}

/// A value that tells every bit apart: floats as their bits in hex, so that two kinds of NaN are two values.
pub fn exact(value: &Val) -> String {
    match value {
        Val::I32(v) => v.to_string(),
        Val::I64(v) => v.to_string(),
        Val::F32(bits) => format!("0x{bits:08x}"),
        Val::F64(bits) => format!("0x{bits:016x}"),
        Val::V128(v) => format!("0x{:032x}", v.as_u128()),
        // What a reference refers to lies in the instance: only whether it is null can be compared.
        Val::FuncRef(f) => if f.is_some() { "function" } else { "null" }.into(),
        Val::ExternRef(r) => if r.is_some() { "extern" } else { "null" }.into(),
        other => format!("{other:?}"),
    }
}
