//! The profile `metered`: the settings that make contract code, fuel among them, the same on every node.

use wasmtime::{Config, Engine, OperatorCost, OptLevel, Strategy, WasmBacktraceDetails, WasmFeatures};

/// The one target: what a trap by stack overflow is depends on it.
pub const TARGET: &str = "x86_64-unknown-linux-gnu";
/// Wasmtime's version, as Cargo.toml pins it.
pub const WASMTIME: &str = "48.0.8";
/// Stack of one instance, bytes; calls nested by the host begin a new one.
pub const WASM_STACK_BYTES: usize = 256 << 10;
/// Pages of 64 KiB that a memory may have.
pub const MEMORY_PAGES: u64 = 256;
/// Elements that a table may have.
pub const TABLE_ELEMENTS: usize = 10_000;
/// Fuel for each page that `memory.grow` asks for; the operand of Wasmtime's table is one byte.
const GROW_PER_PAGE: u8 = 255;

/// WebAssembly features, all others are off: those of the artifact profiles of the compiler images.
const FEATURES: &[&str] = &[
    "MUTABLE_GLOBAL",
    "SATURATING_FLOAT_TO_INT",
    "SIGN_EXTENSION",
    "REFERENCE_TYPES",
    "CALL_INDIRECT_OVERLONG",
    "MULTI_VALUE",
    "BULK_MEMORY",
    "BULK_MEMORY_OPT",
    "SIMD",
    "FLOATS",
];

/// Every setting that decides about results, one a line.
pub fn text() -> String {
    format!(
        "profile: metered\nwasmtime: {WASMTIME}\ntarget: {TARGET}\ncompiler: cranelift speed\nfeatures: {}\n\
         consume_fuel: true\noperator_cost: wasmtime's, memory_grow_per_page {GROW_PER_PAGE}\nnan_canonicalization: true\n\
         relaxed_simd_deterministic: true\nwasm_stack_bytes: {WASM_STACK_BYTES}\nmemory_pages: {MEMORY_PAGES}\n\
         table_elements: {TABLE_ELEMENTS}\nmemory_reservation: 4294967296\nmemory_guard_size: 33554432\n\
         native_unwind_info: false\nmemory_init_cow: false\nhost_api: {}\nfuel_schedule: {}\n",
        FEATURES.join(" "),
        crate::api::VERSION,
        crate::api::schedule_text(),
    )
}

/// An engine of this profile; nothing is taken from the host's CPU or environment.
///
/// # Errors
/// If Wasmtime cannot compile for the target on this machine.
pub fn engine() -> wasmtime::Result<Engine> {
    let mut c = Config::new();
    c.strategy(Strategy::Cranelift);
    c.target(TARGET)?;
    for (name, feature) in WasmFeatures::all().iter_names() {
        c.wasm_features(feature, FEATURES.contains(&name));
    }
    let mut cost = OperatorCost::new();
    cost.variable.memory_grow_per_page = GROW_PER_PAGE;
    c.cranelift_opt_level(OptLevel::Speed);
    c.cranelift_nan_canonicalization(true);
    c.relaxed_simd_deterministic(true);
    c.consume_fuel(true);
    c.operator_cost(cost);
    c.max_wasm_stack(WASM_STACK_BYTES);
    c.native_unwind_info(false);
    c.generate_address_map(false);
    c.debug_info(false);
    c.wasm_backtrace_max_frames(None);
    c.wasm_backtrace_details(WasmBacktraceDetails::Disable);
    c.memory_reservation(1 << 32);
    c.memory_guard_size(32 << 20);
    c.memory_init_cow(false);
    Engine::new(&c)
}
