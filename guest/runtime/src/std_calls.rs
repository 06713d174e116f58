//! What Rust's standard library expects of a zkVM (`library/std/src/sys/pal/zkvm/abi.rs`).

use crate::system::{halt_failed, write};
use core::slice;

/// Hash-map seeds and the like: constants, since a compiler's result must not depend on chance.
#[no_mangle]
unsafe extern "C" fn sys_rand(buffer: *mut u32, words: usize) {
    let mut x = 0x9e37_79b9_7f4a_7c15u64;
    for i in 0..words {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        buffer.add(i).write(x as u32);
    }
}

#[no_mangle]
unsafe extern "C" fn sys_panic(message: *const u8, length: usize) -> ! {
    write(2, slice::from_raw_parts(message, length));
    halt_failed()
}

#[no_mangle]
unsafe extern "C" fn sys_write(fd: u32, bytes: *const u8, length: usize) {
    write(u64::from(fd), slice::from_raw_parts(bytes, length));
}

#[no_mangle]
extern "C" fn sys_getenv(_: *mut u32, _: usize, _: *const u8, _: usize) -> usize {
    usize::MAX
}

#[no_mangle]
extern "C" fn sys_alloc_words(_: usize) -> *mut u32 {
    core::ptr::null_mut()
}

#[no_mangle]
extern "C" fn sys_alloc_aligned(_: usize, _: usize) -> *mut u8 {
    core::ptr::null_mut()
}
