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
    }
}
