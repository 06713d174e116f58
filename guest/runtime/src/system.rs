//! SP1's system calls: input, public values, halt.

use core::arch::asm;
use zkcwasm_sha256::sha256;

const HALT: u64 = 0x00;
const WRITE: u64 = 0x02;
const COMMIT: u64 = 0x10;
const COMMIT_DEFERRED_PROOFS: u64 = 0x1a;
const HINT_LEN: u64 = 0xf0;
const HINT_READ: u64 = 0xf1;

/// File descriptor of the public values (`sp1-primitives`, `consts::fd`).
const FD_PUBLIC_VALUES: u64 = 13;

/// Input is read to the region that `sp1-zkvm` reserves for it, above every address the heap may use.
pub(crate) const HEAP_END: usize = (1 << 37) - (1 << 34);
const INPUT_END: usize = 1 << 37;
static mut INPUT_NEXT: usize = HEAP_END;

/// Stops with exit code 1: no statement was made.
pub fn halt_failed() -> ! {
    halt(&[], 1)
}

/// Makes `journal` the public values and stops with exit code 0. Called once, as the last thing.
pub fn commit_and_halt(journal: &[u8]) -> ! {
    write(FD_PUBLIC_VALUES, journal);
    halt(journal, 0)
}

fn halt(public_values: &[u8], exit_code: u64) -> ! {
    let digest = sha256(public_values);
    // SAFETY: system calls as documented for SP1; none touches memory.
    unsafe {
        for (i, word) in digest.chunks_exact(4).enumerate() {
            let word = u32::from_le_bytes([word[0], word[1], word[2], word[3]]);
            asm!("ecall", in("t0") COMMIT, in("a0") i, in("a1") u64::from(word));
        }
        for i in 0..8u64 {
            asm!("ecall", in("t0") COMMIT_DEFERRED_PROOFS, in("a0") i, in("a1") 0u64);
        }
        asm!("ecall", in("t0") HALT, in("a0") exit_code, options(noreturn));
    }
}

pub(crate) fn write(fd: u64, bytes: &[u8]) {
    // SAFETY: the call reads `bytes` only.
    unsafe {
        asm!("ecall", in("t0") WRITE, in("a0") fd, in("a1") bytes.as_ptr(), in("a2") bytes.len());
    }
}

/// The next piece of input, or `None` where there is none left or it cannot fit.
pub fn read_input() -> Option<&'static [u8]> {
    let length: usize;
    // SAFETY: returns a number in t0.
    unsafe { asm!("ecall", in("t0") HINT_LEN, lateout("t0") length) };
    if length > INPUT_END - HEAP_END {
        return None; // also the machine's own "no input left", all ones
    }
    // SAFETY: one hart; the region is used for nothing else, and each address once.
    unsafe {
        let start = INPUT_NEXT;
        let end = start + (length / 8 + 1) * 8;
        if end > INPUT_END {
            return None;
        }
        INPUT_NEXT = end;
        asm!("ecall", in("t0") HINT_READ, in("a0") start, in("a1") length);
        Some(core::slice::from_raw_parts(start as *const u8, length))
    }
}
