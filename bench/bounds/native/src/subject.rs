//! One module, as a node compiles it.

use crate::{heap, process};
use serde_json::{json, Value};
use std::panic::AssertUnwindSafe;
use zkcwasm_compiler::journal::{LimitId, RejectReason, Rejection};
use zkcwasm_compiler::{compile, engine_for, measure, AllowedImports, Limits, Profile, Shape};

/// What holds for all modules.
pub struct Subject {
    pub profile: Profile,
    pub limits: Limits,
}

/// A list that allows every import, in the image's encoding.
const EVERY_IMPORT: &[u8] = b"\x01\0\0\0\x01\0\0\0*\x01\0\0\0*";

impl Subject {
    /// What the limits on size and shape say, without compiling. The image looks at them in the same order.
    pub fn look(&self, wasm: &[u8]) -> Option<Value> {
        let length = wasm.len() as u64;
        let size = self.limits.check(RejectReason::ModuleTooLarge, LimitId::WasmBytes, length);
        let shape = || {
            let allowed = AllowedImports::decode(EVERY_IMPORT).expect("a canonical list");
            measure(wasm, &self.limits, allowed, &mut Shape::default(), || ())
        };
        size.and_then(|()| shape()).err().map(|rejection| refused(&rejection))
    }

    /// Compiles, and says what came of it and what it took. The engine is made anew, as the image makes it. `mark` is called
    /// right before and right after.
    pub fn compile(&self, file: &str, mark: impl Fn() -> Option<i32>) -> Value {
        let resident = process::memory("VmRSS");
        let wasm = match std::fs::read(file) {
            Ok(wasm) => wasm,
            Err(error) => return json!({ "outcome": "unreadable", "message": error.to_string() }),
        };
        // A node holds the module's bytes anyway, so they are not part of what compiling takes.
        let (live, started) = (heap::start(), process::cpu_ns());
        let before = mark();
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            engine_for(&self.profile).map(|engine| compile(&engine, &wasm))
        }));
        let after = mark();
        let (ended, peak) = (process::cpu_ns(), heap::peak());
        let mut said = match outcome {
            Ok(Ok(Ok(artifact))) => json!({ "outcome": "compiled", "artifactBytes": artifact.len() }),
            Ok(Ok(Err(rejection))) => refused(&rejection),
            Ok(Err(error)) => json!({ "outcome": "no engine", "message": error.to_string() }),
            Err(_) => json!({ "outcome": RejectReason::CompilerPanic.name() }),
        };
        said["marks"] = json!(before.zip(after));
        said["wasmBytes"] = json!(wasm.len());
        said["heapBytes"] = json!(peak - live);
        said["residentBytes"] = json!(process::memory("VmHWM").saturating_sub(resident));
        said["cpuNs"] = json!(ended - started);
        said
    }
}

fn refused(rejection: &Rejection) -> Value {
    let mut said = json!({ "outcome": rejection.reason.name() });
    if let Some(limit) = rejection.limit {
        said["limit"] = json!(limit.name());
        said["excess"] = json!(rejection.value as f64 / rejection.bound as f64);
    }
    said
}
