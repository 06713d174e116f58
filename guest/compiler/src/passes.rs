//! Cranelift's timing hook, used to count passes.
//!
//! Its default profiler reads the clock, which panics in a zkVM, so another one must be installed there anyway.

use cranelift_codegen::timing::{set_thread_profiler, Pass, Profiler};
use std::any::Any;
use std::cell::Cell;

thread_local! {
    static STARTED: Cell<u64> = const { Cell::new(0) };
    static FUNCTIONS: Cell<u64> = const { Cell::new(0) };
}

struct PassCounter;

impl Profiler for PassCounter {
    fn start_pass(&self, pass: Pass) -> Box<dyn Any> {
        STARTED.with(|n| n.set(n.get() + 1));
        if pass == Pass::wasm_translate_function {
            FUNCTIONS.with(|n| n.set(n.get() + 1));
        }
        Box::new(())
    }
}

/// Starts counting passes on this thread, from zero.
pub fn count_passes() {
    STARTED.with(|n| n.set(0));
    FUNCTIONS.with(|n| n.set(0));
    set_thread_profiler(Box::new(PassCounter));
}

/// Passes started on this thread since [`count_passes`].
pub fn passes_started() -> u64 {
    STARTED.with(Cell::get)
}

/// Wasm functions whose translation was started on this thread since [`count_passes`]: they are compiled in the order of
/// the module, so this tells which one is being compiled.
pub fn functions_started() -> u64 {
    FUNCTIONS.with(Cell::get)
}
