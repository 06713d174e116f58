//! Where the machine starts: stack, global pointer, heap, then the image's `zkcwasm_main`.

use core::arch::global_asm;

// The stack grows down from the program's base address (`sp1-primitives`, `STACK_TOP`).
global_asm!(
    ".section .text._start",
    ".globl _start",
    ".type _start,@function",
    "_start:",
    // The count of instructions (guest/counter).
    "li s11, 0",
    ".option push",
    ".option norelax",
    "la gp, __global_pointer$",
    ".option pop",
    "li sp, 0x78000000",
    "call {start}",
    ".size _start, .-_start",
    start = sym start,
);

extern "Rust" {
    fn zkcwasm_main() -> !;
}

extern "C" fn start() -> ! {
    crate::heap::init();
    // SAFETY: the image defines it, once.
    unsafe { zkcwasm_main() }
}
