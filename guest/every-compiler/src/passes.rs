//! Cranelift's timing hook, used to count passes, and to look at the program's own limits at the start of each.
//!
//! Its default profiler reads the clock, which panics in a zkVM, so another one must be installed there anyway.

use cranelift_codegen::timing::{set_thread_profiler, Pass, Profiler};
use std::any::Any;
use std::cell::Cell;

thread_local! {
    static STARTED: Cell<u64> = const { Cell::new(0) };
    static FUNCTIONS: Cell<u64> = const { Cell::new(0) };
}

struct PassCounter {
    at_each: fn(),
}

impl Profiler for PassCounter {
    fn start_pass(&self, pass: Pass) -> Box<dyn Any> {
        (self.at_each)();
        STARTED.with(|n| n.set(n.get() + 1));
        if pass == Pass::wasm_translate_function {
            FUNCTIONS.with(|n| n.set(n.get() + 1));
        }
        Box::new(())
    }
}

/// Starts counting passes on this thread, from zero. `at_each` is called at the start of each.
pub fn count_passes(at_each: fn()) {
    STARTED.with(|n| n.set(0));
    FUNCTIONS.with(|n| n.set(0));
    set_thread_profiler(Box::new(PassCounter { at_each }));
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
