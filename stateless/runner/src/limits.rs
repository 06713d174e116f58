//! What bounds an instance, wherever it runs.

/// Stack of one instance, bytes; calls nested by the host begin a new one.
pub const WASM_STACK_BYTES: usize = 256 << 10;
/// Pages of 64 KiB that a memory may have.
pub const MEMORY_PAGES: u64 = 256;
/// Elements that a table may have.
pub const TABLE_ELEMENTS: usize = 10_000;
