//! Numbered entries of the limit and metering lists. Ids are never re-used; new ones only get added.

macro_rules! ids {
    ($(#[$m:meta])* $name:ident { $($(#[$vm:meta])* $variant:ident = $id:literal, $text:literal;)* }) => {
        $(#[$m])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum $name { $($(#[$vm])* $variant = $id,)* }

        impl $name {
            /// Every id there is, in rising order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The id with this number.
            pub const fn from_u16(id: u16) -> Option<Self> {
                match id { $($id => Some($name::$variant),)* _ => None }
            }

            /// The name that JSON output uses.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
    };
}
pub(crate) use ids;

ids! {
    /// A bound that was in force while compiling.
    LimitId {
        /// Largest module accepted, in bytes.
        WasmBytes = 1, "wasmBytes";
        /// Most bytes of heap that may be live at once.
        HeapBytes = 2, "heapBytes";
        /// Largest sum of all allocation requests, in bytes.
        AllocatedBytes = 3, "allocatedBytes";
        /// Largest artifact, in bytes.
        ArtifactBytes = 4, "artifactBytes";
        /// Most types.
        Types = 5, "types";
        /// Most imports.
        Imports = 6, "imports";
        /// Most functions with a body.
        Functions = 7, "functions";
        /// Most tables, imported ones included.
        Tables = 8, "tables";
        /// Most memories, imported ones included.
        Memories = 9, "memories";
        /// Most globals, imported ones included.
        Globals = 10, "globals";
        /// Most exports.
        Exports = 11, "exports";
        /// Most element segments.
        ElementSegments = 12, "elementSegments";
        /// Most data segments.
        DataSegments = 13, "dataSegments";
        /// Largest initial size of a table, in elements.
        TableElements = 14, "tableElements";
        /// Largest initial size of a memory, in wasm pages.
        MemoryPages = 15, "memoryPages";
        /// Most items of all element segments together.
        ElementItems = 16, "elementItems";
        /// Most parameters and declared locals of all functions together.
        Locals = 17, "locals";
        /// Most operators of all functions together.
        Operators = 18, "operators";
        /// Largest function body, in bytes.
        FunctionBytes = 19, "functionBytes";
        /// Most parameters and declared locals of a function.
        FunctionLocals = 20, "functionLocals";
        /// Most parameters of a function type.
        FunctionParams = 21, "functionParams";
        /// Most results of a function type.
        FunctionResults = 22, "functionResults";
        /// Most operators of a function.
        FunctionOperators = 23, "functionOperators";
        /// Most blocks (`block`, `loop`, `if`) of a function.
        FunctionBlocks = 24, "functionBlocks";
        /// Deepest nesting of blocks in a function.
        FunctionNesting = 25, "functionNesting";
        /// Most targets of a `br_table`, its default included.
        BrTableTargets = 26, "brTableTargets";
        /// Most branch edges (`br`, `br_if`, targets of `br_table`) of a function.
        FunctionBranches = 27, "functionBranches";
        /// Largest product of blocks and locals of a function: SSA form can need a block parameter for each pair.
        FunctionBlockLocals = 28, "functionBlockLocals";
        /// Deepest nesting of loops in a function: what is done again for each loop around it grows with it.
        FunctionLoopNesting = 29, "functionLoopNesting";
        /// Largest product of branch edges and locals of a function: each edge can carry a value for each local.
        FunctionBranchLocals = 30, "functionBranchLocals";
        /// Most instructions that the program executes until it states the outcome, as it counts them itself.
        Instructions = 31, "instructions";
    }
}

ids! {
    /// A quantity measured by the program that is proved.
    MetricId {
        /// Most bytes of heap live at once, as requested from the allocator.
        PeakHeapBytes = 1, "peakHeapBytes";
        /// Sum of all allocation requests, in bytes.
        AllocatedBytes = 2, "allocatedBytes";
        /// Largest single allocation, in bytes.
        LargestAllocation = 3, "largestAllocation";
        /// Bytes of address space the heap ever covered, fragmentation included.
        HeapFootprint = 4, "heapFootprint";
        /// Functions with a body in the module.
        Functions = 5, "functions";
        /// Bytes of the largest function body.
        LargestFunction = 6, "largestFunction";
        /// Compiler passes that were started, over all functions.
        CompilePasses = 7, "compilePasses";
        /// Operators of all functions.
        Operators = 8, "operators";
        /// Machine code of the artifact (its `.text`), in bytes.
        CodeBytes = 9, "codeBytes";
        /// Largest machine stack frame of one function, return address and saved registers included, in bytes.
        LargestFrameBytes = 10, "largestFrameBytes";
        /// Largest sum of frames along direct calls, in bytes; left out where recursion or an indirect call leaves
        /// it without a bound.
        DeepestStackBytes = 11, "deepestStackBytes";
        /// Instructions that the program executed until it stated the outcome, as it counts them itself: no fewer than it
        /// did, and hardly more.
        Instructions = 12, "instructions";
    }
}
