//! Wasmtime's settings: those of `zkcwasm-runner compile-interpreted`, without which an artifact does not load.

use crate::limits::WASM_STACK_BYTES;
use wasmtime::{Config, Engine, OperatorCost, Result, WasmFeatures};

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

/// # Errors
/// If this build of Wasmtime cannot do what they say.
pub fn engine() -> Result<Engine> {
    let mut c = Config::new();
    c.target("pulley64")?;
    for (name, feature) in WasmFeatures::all().iter_names() {
        c.wasm_features(feature, FEATURES.contains(&name));
    }
    let mut cost = OperatorCost::new();
    cost.variable.memory_grow_per_page = 255;
    c.consume_fuel(true);
    c.operator_cost(cost);
    c.relaxed_simd_deterministic(true);
    c.epoch_interruption(false);
    c.signals_based_traps(false);
    c.native_unwind_info(false);
    c.generate_address_map(false);
    c.debug_symbols(false);
    c.debug_info(false);
    c.memory_reservation(0);
    c.memory_guard_size(0);
    c.memory_reservation_for_growth(1 << 20);
    c.memory_may_move(true);
    c.guard_before_linear_memory(false);
    c.table_lazy_init(true);
    c.memory_init_cow(false);
    c.compiler_inlining(wasmtime::Inlining::No);
    c.concurrency_support(false);
    c.max_wasm_stack(WASM_STACK_BYTES);
    c.wasm_backtrace_max_frames(None);
    Engine::new(&c)
}
