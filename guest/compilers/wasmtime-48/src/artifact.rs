//! The frames of an artifact's functions: their places come from Wasmtime's own table in the artifact.

use wasmtime_environ::{
    obj::ELF_WASMTIME_INFO, CompiledFunctionsTable, CompiledModuleInfo, DefinedFuncIndex, EntityRef, FuncKey,
    ModuleTypes, PtrSize, StaticModuleIndex,
};
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
    let (_, table, _): (CompiledModuleInfo, CompiledFunctionsTable, ModuleTypes) =
        postcard::from_bytes(info).ok()?;
    let module = StaticModuleIndex::from_u32(0);
    let mut frames = Vec::new();
    while let Some(place) =
        table.func_loc(FuncKey::DefinedWasmFunction(module, DefinedFuncIndex::new(frames.len())))
    {
        let start = usize::try_from(place.start).ok()?;
        let code = text.get(start..start.checked_add(usize::try_from(place.length).ok()?)?)?;
        frames.push(frame_bytes(code, target));
    }
    Some(frames)
}

fn frame_bytes(code: &[u8], target: Target) -> Option<u64> {
    match target {
        Target::X86_64Linux => {
            frames_x86_64::frame_bytes(code, 8u8.vmcontext_store_context(), cfg!(feature = "winch"))
        }
        #[cfg(feature = "aarch64-linux")]
        Target::Aarch64Linux => zkcwasm_image::frames_aarch64::frame_bytes(
            code,
            8u8.vmcontext_store_context(),
            cfg!(feature = "winch"),
        ),
        #[cfg(feature = "riscv64-linux")]
        Target::Riscv64Linux => {
            zkcwasm_image::frames_riscv64::frame_bytes(code, 8u8.vmcontext_store_context())
        }
        #[cfg(feature = "s390x-linux")]
        Target::S390xLinux => zkcwasm_image::frames_s390x::frame_bytes(code, 8u8.vmcontext_store_context()),
        _ => None,
    }
}
