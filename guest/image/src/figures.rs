//! What an artifact's machine code needs: its size, and the stack frame of each function. Read from the artifact itself, which
//! is what the statement is about.

use crate::calls::Calls;

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

/// Reads an artifact whose functions have these frames (those of a compiler's `stack_frames`); `None` if it is no ELF file.
pub fn code_figures(artifact: &[u8], frames: Vec<Option<u64>>, calls: &Calls) -> Option<CodeFigures> {
    let frames: Option<Vec<u64>> = frames.into_iter().collect();
    Some(CodeFigures {
        code_bytes: section(artifact, b".text")?.len() as u64,
        largest_frame: frames.as_ref().map(|f| f.iter().copied().max().unwrap_or(0)),
        deepest_stack: frames.and_then(|f| calls.deepest(&f).ok()),
    })
}

/// A reader of ELF64 files: its name, and how numbers of 2, 4 and 8 bytes are read.
macro_rules! section_reader {
    ($(#[$m:meta])* $vis:vis fn $name:ident, $half:path, $word:path, $long:path) => {
        $(#[$m])*
        $vis fn $name<'a>(elf: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
            let half = |at: usize| Some(usize::from($half(*elf.get(at..)?.first_chunk()?)));
            let long = |at: usize| usize::try_from($long(*elf.get(at..)?.first_chunk()?)).ok();
            let word = |at: usize| usize::try_from($word(*elf.get(at..)?.first_chunk()?)).ok();
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
    };
}

#[cfg(not(feature = "s390x-linux"))]
section_reader! {
    /// A section of a little-endian ELF64 file by name; `None` where there is none, or this is no such file.
    pub fn section, u16::from_le_bytes, u32::from_le_bytes, u64::from_le_bytes
}

#[cfg(feature = "s390x-linux")]
section_reader!(fn little_endian_section, u16::from_le_bytes, u32::from_le_bytes, u64::from_le_bytes);

#[cfg(feature = "s390x-linux")]
section_reader!(fn big_endian_section, u16::from_be_bytes, u32::from_be_bytes, u64::from_be_bytes);

/// A section of an ELF64 file by name; `None` where there is none, or this is no such file.
#[cfg(feature = "s390x-linux")]
pub fn section<'a>(elf: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    // The file's sixth byte says which end of a number comes first.
    match elf.get(5)? {
        1 => little_endian_section(elf, name),
        2 => big_endian_section(elf, name),
        _ => None,
    }
}
