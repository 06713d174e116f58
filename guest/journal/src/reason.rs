//! Why a module can be refused. Numbers are never re-used; new ones only get added.

use crate::entries::ids;

ids! {
    /// The kind of a provable refusal.
    RejectReason {
        /// Not a valid WebAssembly module under the profile's features.
        InvalidWasm = 1, "invalid wasm";
        /// Valid, but uses something that the compiler does not support.
        Unsupported = 2, "unsupported";
        /// The compiler's own limits were exceeded (Cranelift `ImplLimitExceeded`, `CodeTooLarge`).
        CompilerLimit = 3, "compiler limit";
        /// Any other error that the compiler returned.
        CompilerError = 4, "compiler error";
        /// The compiler panicked.
        CompilerPanic = 5, "compiler panic";
        /// More heap than the limit allows.
        HeapLimit = 6, "heap limit";
        /// The module is larger than the limit allows.
        ModuleTooLarge = 7, "module too large";
    }
}
