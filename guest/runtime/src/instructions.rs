//! The count of instructions, in a register that nothing else uses (guest/counter).

use core::arch::asm;

/// Instructions that were executed so far: at least those, and hardly more. Of what comes before `entry.rs` sets the register
/// there is none.
#[inline(always)]
pub fn instructions() -> u64 {
    let n;
    // SAFETY: it reads a register. Not `pure`: it differs each time.
    unsafe { asm!("mv {}, s11", out(reg) n, options(nomem, nostack, preserves_flags)) };
    n
}
