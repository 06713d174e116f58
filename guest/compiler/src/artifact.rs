//! What an artifact's machine code needs: its size, and the stack frame of each function.
//!
//! Read from the artifact itself, which is what the statement is about. Function places come from Wasmtime's own table
//! in the artifact; frames from the prologues that Cranelift writes.

use crate::calls::Calls;
use crate::profile::Target;
use wasmtime_environ::{
    obj::ELF_WASMTIME_INFO, CompiledFunctionsTable, CompiledModuleInfo, DefinedFuncIndex, EntityRef, FuncKey,
    ModuleTypes, PtrSize, StaticModuleIndex,
};

/// Figures of an artifact, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeFigures {
    /// Machine code: `.text`.
    pub code_bytes: u64,
    /// Largest frame of one function, return address and saved registers included; `None` where a prologue is not one
    /// that is understood.
    pub largest_frame: Option<u64>,
    /// Largest sum of frames along a path of calls, through tables too; `None` where there is no bound.
    ///
    /// These are the frames of functions with a body, from the return address of the first to the end of the last. Not
    /// in it is what others need of the same stack: the host and its trampoline before the first function, and after the
    /// last one imported functions and what they call, and Wasmtime's own functions (`memory.grow`, `table.grow`, a
    /// table's first use, traps) with the trampolines to them. Code of a function with calls asks for room for the 16
    /// bytes that a callee has at least, so it runs with a stack limit of this many bytes and 16 below where it is
    /// entered, and with exactly this many where the deepest function calls nothing (tests/stack.rs).
    pub deepest_stack: Option<u64>,
}

/// Reads an artifact; `None` if it is not one that this Wasmtime writes.
pub fn code_figures(artifact: &[u8], target: Target, calls: &Calls) -> Option<CodeFigures> {
    let frames: Option<Vec<u64>> = stack_frames(artifact, target)?.into_iter().collect();
    Some(CodeFigures {
        code_bytes: section(artifact, b".text")?.len() as u64,
        largest_frame: frames.as_ref().map(|f| f.iter().copied().max().unwrap_or(0)),
        deepest_stack: frames.and_then(|f| calls.deepest(&f).ok()),
    })
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
        Target::X86_64Linux => frame_bytes_x64(code),
        Target::Aarch64Linux => None,
    }
}

/// Return address and saved frame pointer, which every function has.
const SETUP: u64 = 16;

/// The frame that a function's prologue makes. A function that has more than [`SETUP`] compares the stack limit, plus
/// the bytes it needs, with the stack pointer (`cranelift-codegen`, `machinst/abi.rs`, `insert_stack_check`): those below
/// its own setup, and where it calls, those of a callee's, which makes it as many as its frame. Which of the two it is
/// says the subtraction that follows. Where none does, since there are probes between (4 KiB and more), the frame is
/// taken for [`SETUP`] larger than the bytes, which is right for one that calls nothing and too much for the others.
fn frame_bytes_x64(code: &[u8]) -> Option<u64> {
    let code = code.strip_prefix(&[0x55, 0x48, 0x89, 0xe5])?; // push rbp; mov rbp, rsp
                                                              // The limit is in the store's context; what reads another field of the instance is the function's own code.
    let context = 8u8.vmcontext_store_context();
    #[cfg(feature = "winch")]
    if let Some(code) = code.strip_prefix(&[0x4c, 0x8b, 0x5f, context]) {
        return frame_bytes_winch(code);
    }
    let Some(code) = code.strip_prefix(&[0x4c, 0x8b, 0x57, context]) else {
        // No limit is read: a leaf without a frame of its own.
        return if subtracts(code) { None } else { Some(SETUP) };
    };
    let code = code.strip_prefix(&[0x4d, 0x8b, 0x52])?.get(1..)?; // mov r10, [r10 + d8]
                                                                  // A frame of more than 32 KiB is preceded by a comparison with the limit itself.
    let code = match code.strip_prefix(&[0x4c, 0x3b, 0xd4, 0x0f, 0x87]) {
        Some(code) if code.get(4..)?.starts_with(&[0x49]) => code.get(4..)?,
        Some(code) if subtracts(code.get(4..)?) => return None,
        Some(_) => return Some(SETUP),
        None => code,
    };
    let (needed, code) = match code.strip_prefix(&[0x49, 0x83, 0xc2]) {
        Some(code) => (code.first().filter(|&&b| b < 0x80).map(|&b| u64::from(b))?, code.get(1..)?), // add r10, i8
        None => immediate(code.strip_prefix(&[0x49, 0x81, 0xc2])?)?, // add r10, i32
    };
    let code = code.strip_prefix(&[0x4c, 0x3b, 0xd4, 0x0f, 0x87])?.get(4..)?; // cmp r10, rsp; ja
    let subtracted = match code.strip_prefix(&[0x48, 0x83, 0xec]) {
        Some(code) => code.first().filter(|&&b| b < 0x80).map(|&b| u64::from(b)),
        None => code.strip_prefix(&[0x48, 0x81, 0xec]).and_then(immediate).map(|(bytes, _)| bytes),
    };
    let calls = match subtracted {
        Some(bytes) => bytes + SETUP == needed,
        None => needed == SETUP,
    };
    Some(if calls { needed } else { needed + SETUP })
}

/// An immediate of 32 bits, and what follows it.
fn immediate(code: &[u8]) -> Option<(u64, &[u8])> {
    code.split_first_chunk::<4>().map(|(b, rest)| (u64::from(u32::from_le_bytes(*b)), rest))
}

/// The same for Winch, which compares in every function: with the limit and the most that it will have pushed below the
/// frame pointer (`winch-codegen`, `isa/x64/masm.rs`, `check_stack`), after its first `mov r11, [rdi + context]`.
#[cfg(feature = "winch")]
fn frame_bytes_winch(code: &[u8]) -> Option<u64> {
    let code = code.strip_prefix(&[0x4d, 0x8b, 0x5b])?.get(1..)?; // mov r11, [r11 + d8]
    let code = code.strip_prefix(&[0x49, 0x81, 0xc3])?; // add r11, i32
    code.first_chunk::<4>().map(|b| SETUP + u64::from(u32::from_le_bytes(*b)))
}

/// Whether the next instruction is `sub rsp, i8` or `sub rsp, i32`.
fn subtracts(code: &[u8]) -> bool {
    code.starts_with(&[0x48, 0x83, 0xec]) || code.starts_with(&[0x48, 0x81, 0xec])
}

/// A section of a little-endian ELF64 file by name.
fn section<'a>(elf: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let half = |at: usize| Some(usize::from(u16::from_le_bytes(*elf.get(at..)?.first_chunk()?)));
    let long = |at: usize| usize::try_from(u64::from_le_bytes(*elf.get(at..)?.first_chunk()?)).ok();
    let word = |at: usize| usize::try_from(u32::from_le_bytes(*elf.get(at..)?.first_chunk()?)).ok();
    let (table, size, count, names) = (long(40)?, half(58)?, half(60)?, half(62)?);
    let header = |index: usize| table.checked_add(index.checked_mul(size)?);
    let bytes = |at: usize| {
        let start = long(at + 24)?;
        elf.get(start..start.checked_add(long(at + 32)?)?)
    };
    let names = bytes(header(names)?)?;
    for index in 0..count {
        let at = header(index)?;
        let found = names.get(word(at)?..)?;
        if found.strip_prefix(name).is_some_and(|rest| rest.first() == Some(&0)) {
            return bytes(at);
        }
    }
    None
}
