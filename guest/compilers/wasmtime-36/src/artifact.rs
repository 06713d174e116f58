//! The frames of an artifact's functions: their places come from Wasmtime's own table in the artifact.

use wasmtime_environ::{obj::ELF_WASMTIME_INFO, CompiledModuleInfo, FunctionLoc, ModuleTypes, PtrSize};
use zkcwasm_image::{frames_x86_64, section, Calls, CodeFigures, Target};

/// Reads an artifact; `None` if it is not one that this Wasmtime writes.
pub fn code_figures(artifact: &[u8], target: Target, calls: &Calls) -> Option<CodeFigures> {
    zkcwasm_image::code_figures(artifact, stack_frames(artifact, target)?, calls)
}

/// The frame of each function with a body, bytes; `None` in place of one whose prologue is not understood, and instead of
/// all of them if this is not an artifact.
pub fn stack_frames(artifact: &[u8], target: Target) -> Option<Vec<Option<u64>>> {
    let text = section(artifact, b".text")?;
    let info = section(artifact, ELF_WASMTIME_INFO.as_bytes())?;
    let (module, _): (CompiledModuleInfo, ModuleTypes) = postcard::from_bytes(info).ok()?;
    let frame = |place: &FunctionLoc| {
        let start = usize::try_from(place.start).ok()?;
        let code = text.get(start..start.checked_add(usize::try_from(place.length).ok()?)?)?;
        Some(frame_bytes(code, target))
    };
    module.funcs.values().map(|function| frame(&function.wasm_func_loc)).collect()
}

fn frame_bytes(code: &[u8], target: Target) -> Option<u64> {
    match target {
        Target::X86_64Linux => {
            frames_x86_64::frame_bytes(code, 8u8.vmcontext_store_context(), cfg!(feature = "winch"))
        }
        _ => None,
    }
}
