//! What a call came to, so that two machines can be compared.

use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use wasmtime::{AsContextMut, Error, Extern, Instance, Trap, Val};

/// Values by their bits, or why there are none: `trap NAME`, or an error's text.
pub fn of_call(called: Result<&[Val], Error>) -> Value {
    match called {
        Ok(values) => values.iter().map(bits).collect(),
        Err(error) => match error.downcast_ref::<Trap>() {
            Some(trap) => json!(format!("trap {trap:?}")),
            None => json!(format!("error {error:#}")),
        },
    }
}

/// Whether the instance is as far as its code has come whatever the machine: how deep a stack is differs.
pub fn is_comparable(outcome: &Value) -> bool {
    *outcome != json!(format!("trap {:?}", Trap::StackOverflow))
}

/// SHA-256 over all memories and global variables that an instance exports, in the order of their names.
pub fn state(instance: &Instance, mut store: impl AsContextMut) -> String {
    let mut exports: Vec<(String, Extern)> =
        instance.exports(&mut store).map(|export| (export.name().to_owned(), export.into_extern())).collect();
    exports.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut hash = Sha256::new();
    for (name, export) in exports {
        match export {
            Extern::Memory(memory) => {
                let data = memory.data(&store);
                hash.update(format!("{name} memory {}\n", data.len()));
                hash.update(data);
            }
            Extern::Global(global) => {
                let value = bits(&global.get(&mut store));
                hash.update(format!("{name} global {value}\n"));
            }
            _ => {}
        }
    }
    hex::encode(hash.finalize())
}

/// A value's bits; of a reference only whether there is one.
fn bits(value: &Val) -> Value {
    match value {
        Val::I32(v) => json!(format!("i32 {:08x}", v)),
        Val::I64(v) => json!(format!("i64 {:016x}", v)),
        Val::F32(v) => json!(format!("f32 {v:08x}")),
        Val::F64(v) => json!(format!("f64 {v:016x}")),
        Val::V128(v) => json!(format!("v128 {:032x}", v.as_u128())),
        other => json!(format!("reference {}", other.ref_().is_some_and(|r| !r.is_null()))),
    }
}
