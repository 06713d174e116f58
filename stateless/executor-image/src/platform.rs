//! The little that Wasmtime needs of a machine where it knows none: one pointer of its own. There is one thread.

use std::cell::UnsafeCell;

struct Slot(UnsafeCell<*mut u8>);

// SAFETY: a zkVM has one hart and no interrupts; natively, executions are made by one thread (src/host.rs).
unsafe impl Sync for Slot {}

static SLOT: Slot = Slot(UnsafeCell::new(std::ptr::null_mut()));

#[no_mangle]
extern "C" fn wasmtime_tls_get(_slot: usize) -> *mut u8 {
    // SAFETY: as above.
    unsafe { *SLOT.0.get() }
}

#[no_mangle]
extern "C" fn wasmtime_tls_set(_slot: usize, pointer: *mut u8) {
    // SAFETY: as above.
    unsafe { *SLOT.0.get() = pointer }
}
