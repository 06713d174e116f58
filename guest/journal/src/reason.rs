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
        /// A count of the module's shape is over a limit.
        ShapeLimit = 8, "shape limit";
        /// More was allocated in all than the limit allows.
        AllocationLimit = 9, "allocation limit";
        /// The artifact is larger than the limit allows.
        ArtifactTooLarge = 10, "artifact too large";
        /// An import is not on the list of allowed ones.
        ImportNotAllowed = 11, "import not allowed";
        /// The program executed more instructions than the limit allows.
        InstructionLimit = 12, "instruction limit";
    }
}
