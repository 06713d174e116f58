//! Stack frames of x86-64 functions, from the prologues that Cranelift and Winch write.

/// Return address and saved frame pointer, which every function has.
const SETUP: u64 = 16;

/// The frame that a function's prologue makes. A function that has more than [`SETUP`] compares the stack limit, plus
/// the bytes it needs, with the stack pointer (`cranelift-codegen`, `machinst/abi.rs`, `insert_stack_check`): those below
/// its own setup, and where it calls, those of a callee's, which makes it as many as its frame. Which of the two it is
/// says the subtraction that follows. Where none does, since there are probes between (4 KiB and more), the frame is
/// taken for [`SETUP`] larger than the bytes, which is right for one that calls nothing and too much for the others.
///
/// `context` is the place of the store's context in the instance, which the version of Wasmtime decides; with `winch`, prologues
/// of Winch are read as well.
pub fn frame_bytes(code: &[u8], context: u8, winch: bool) -> Option<u64> {
    let code = code.strip_prefix(&[0x55, 0x48, 0x89, 0xe5])?; // push rbp; mov rbp, rsp
                                                              // The limit is in the store's context; what reads another field of the instance is the function's own code.
    if winch {
        if let Some(code) = code.strip_prefix(&[0x4c, 0x8b, 0x5f, context]) {
            return frame_bytes_winch(code);
        }
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
fn frame_bytes_winch(code: &[u8]) -> Option<u64> {
    let code = code.strip_prefix(&[0x4d, 0x8b, 0x5b])?.get(1..)?; // mov r11, [r11 + d8]
    let code = code.strip_prefix(&[0x49, 0x81, 0xc3])?; // add r11, i32
    code.first_chunk::<4>().map(|b| SETUP + u64::from(u32::from_le_bytes(*b)))
}

/// Whether the next instruction is `sub rsp, i8` or `sub rsp, i32`.
fn subtracts(code: &[u8]) -> bool {
    code.starts_with(&[0x48, 0x83, 0xec]) || code.starts_with(&[0x48, 0x81, 0xec])
}
