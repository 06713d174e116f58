//! Wasm in, artifact or reason out.

use crate::profile::Profile;
use cranelift_codegen::CodegenError;
use wasmtime::Engine;
use wasmtime_environ::{CompileError, WasmError};
use zkcwasm_image::journal::{RejectReason, Rejection};

/// Compiler name in journals.
pub const COMPILER_NAME: &str = "wasmtime";

/// The engine for a profile.
///
/// # Errors
/// If the linked Wasmtime cannot compile for the profile's target.
pub fn engine_for(profile: &Profile) -> wasmtime::Result<Engine> {
    Engine::new(&profile.config()?)
}

/// Compiles a module to the artifact that `Module::deserialize` takes.
///
/// # Errors
/// Why the module is refused. The classes come from Wasmtime's error types.
pub fn compile(engine: &Engine, wasm: &[u8]) -> Result<Vec<u8>, Rejection> {
    engine.precompile_module(wasm).map_err(|error| rejection(&error))
}

fn rejection(error: &wasmtime::Error) -> Rejection {
    let wasm_error = match error.downcast_ref::<CompileError>() {
        Some(CompileError::Wasm(e)) => Some(e),
        Some(CompileError::Codegen(text)) => return Rejection::plain(codegen_reason(text)),
        Some(_) => return Rejection::plain(RejectReason::CompilerError),
        None => error.downcast_ref::<WasmError>(),
    };
    match wasm_error {
        Some(WasmError::InvalidWebAssembly { offset, .. }) => invalid(*offset),
        Some(WasmError::Unsupported(_)) => Rejection::plain(RejectReason::Unsupported),
        Some(WasmError::ImplLimitExceeded) => Rejection::plain(RejectReason::CompilerLimit),
        Some(WasmError::User(_)) => Rejection::plain(RejectReason::CompilerError),
        None => match error.downcast_ref::<wasmparser::BinaryReaderError>() {
            Some(e) => invalid(e.offset()),
            None => Rejection::plain(RejectReason::CompilerError),
        },
    }
}

/// Wasmtime hands Cranelift's error on as text only, so it is held against the texts that this very Cranelift writes.
fn codegen_reason(text: &str) -> RejectReason {
    let limits = [CodegenError::ImplLimitExceeded, CodegenError::CodeTooLarge];
    if limits.iter().any(|e| e.to_string() == text) {
        return RejectReason::CompilerLimit;
    }
    if text.starts_with(&CodegenError::Unsupported(String::new()).to_string()) {
        return RejectReason::Unsupported;
    }
    RejectReason::CompilerError
}

fn invalid(offset: usize) -> Rejection {
    Rejection { offset: Some(offset as u64), ..Rejection::plain(RejectReason::InvalidWasm) }
}
