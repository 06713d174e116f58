//! The artifact profile: every Wasmtime setting that changes machine code or its compatibility, in one place.
//!
//! Image, native compiler and re-hydrating runner build their `Config` from it, and its digest is in every
//! journal, so two parties that name the same digest mean the same code. The idea of hashing exactly what
//! changes the artifact is Polkadot's `ExecutorParams::prep_hash`.

use crate::COMPILER_VERSION;
use wasmtime::{Config, Inlining, OperatorCost, RegallocAlgorithm, Strategy, WasmFeatures};
use zkcwasm_image::{profile, CompilerKind, Fuel, OptLevel, Regalloc, Target};

profile! {
    /// Version of Wasmtime: an artifact loads in no other.
    compiler_version: &'static str = |_| COMPILER_VERSION;
    /// Cranelift or Winch.
    compiler: CompilerKind = |_| CompilerKind::Cranelift;
    /// Architecture, operating system and ABI.
    target: Target = |t| t;
    /// CPU features beyond the architecture's base line.
    cpu_features: &'static [&'static str] = cpu_features;
    /// WebAssembly features; all others are off.
    wasm_features: &'static [&'static str] = wasm_features;
    /// Mid-end optimization.
    opt_level: OptLevel = |_| OptLevel::Speed;
    /// Register allocation.
    regalloc: Regalloc = |_| Regalloc::Backtracking;
    /// One bit pattern for NaN results: nodes must not disagree.
    nan_canonicalization: bool = |_| true;
    /// One result for relaxed SIMD instructions.
    relaxed_simd_deterministic: bool = |_| true;
    /// Count fuel in the code.
    consume_fuel: Fuel = |_| Fuel::Uncounted;
    /// Check for an epoch in the code.
    epoch_interruption: bool = |_| false;
    /// Inline across functions.
    inlining: bool = |_| false;
    /// Traps through signals instead of explicit checks.
    signals_based_traps: bool = |_| true;
    /// Tables for native unwinders.
    native_unwind_info: bool = |_| false;
    /// Map from machine code to wasm offsets.
    generate_address_map: bool = |_| false;
    /// Symbols for debuggers.
    debug_symbols: bool = |_| false;
    /// Virtual memory reserved for a linear memory, bytes.
    memory_reservation: u64 = |_| 1 << 32;
    /// Guard region after a linear memory, bytes.
    memory_guard_size: u64 = |_| 32 << 20;
    /// Room left when a linear memory moves, bytes.
    memory_reservation_for_growth: u64 = |_| 2 << 30;
    /// A linear memory may move when it grows.
    memory_may_move: bool = |_| true;
    /// Guard region before a linear memory.
    guard_before_linear_memory: bool = |_| true;
    /// Initialize tables on first use.
    table_lazy_init: bool = |_| true;
    /// Lay data out so that memory can be mapped copy-on-write.
    memory_init_cow: bool = |_| false;
    /// Largest image that is always mapped, bytes.
    memory_guaranteed_dense_image_size: u64 = |_| 16 << 20;
    /// Component-model concurrency in the runtime's tables.
    concurrency_support: bool = |_| false;
}

/// WebAssembly 2.0 without what needs a garbage collector, plus nothing: what contract toolchains emit.
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

/// The same for machines whose base line has no vector instructions.
const FEATURES_WITHOUT_SIMD: &[&str] = &[
    "MUTABLE_GLOBAL",
    "SATURATING_FLOAT_TO_INT",
    "SIGN_EXTENSION",
    "REFERENCE_TYPES",
    "CALL_INDIRECT_OVERLONG",
    "MULTI_VALUE",
    "BULK_MEMORY",
    "BULK_MEMORY_OPT",
    "FLOATS",
];

/// WebAssembly features for a target.
fn wasm_features(target: Target) -> &'static [&'static str] {
    match target {
        Target::Riscv64Linux => FEATURES_WITHOUT_SIMD,
        _ => FEATURES,
    }
}

/// CPU features that artifacts may use: for x86-64 the level x86-64-v2, which every server CPU since 2010 has; elsewhere what
/// Cranelift takes for granted.
fn cpu_features(target: Target) -> &'static [&'static str] {
    match target {
        Target::X86_64Linux => {
            &["has_cmpxchg16b", "has_sse3", "has_ssse3", "has_sse41", "has_sse42", "has_popcnt"]
        }
        _ => &[],
    }
}

impl Profile {
    /// Cranelift without its mid-end and with linear register allocation: three fifths of the cycles, code that takes 1.2
    /// to 2 times as long (docs/benchmarks/README.md).
    pub fn fast_prove(target: Target) -> Self {
        Self { opt_level: OptLevel::None, regalloc: Regalloc::SinglePass, ..Self::fast_exec(target) }
    }

    /// `fast-exec` with fuel in the code: contracts whose execution is paid for.
    pub fn metered(target: Target) -> Self {
        Self { consume_fuel: Fuel::GrowPage255, ..Self::fast_exec(target) }
    }

    /// The profile of an image: that which is a feature of its build.
    #[cfg(target_os = "zkvm")]
    pub(crate) fn linked(target: Target) -> Self {
        #[cfg(feature = "fast-exec")]
        return Self::fast_exec(target);
        #[cfg(feature = "metered")]
        return Self::metered(target);
        #[cfg(feature = "fast-prove")]
        return Self::fast_prove(target);
        #[cfg(feature = "baseline")]
        return Self::baseline(target);
    }

    /// The `Config` with exactly these settings. Nothing is taken from the host: not its CPU, not its environment.
    ///
    /// # Errors
    /// If the linked Wasmtime is of another version, or cannot compile for the target.
    pub fn config(&self) -> wasmtime::Result<Config> {
        wasmtime::ensure!(self.compiler_version == COMPILER_VERSION, "this is Wasmtime {COMPILER_VERSION}");
        let mut c = Config::new();
        c.strategy(match self.compiler {
            CompilerKind::Cranelift => Strategy::Cranelift,
            CompilerKind::Winch => Strategy::Winch,
        });
        c.target(self.target.triple())?;
        for feature in self.cpu_features {
            // SAFETY: only tells the code generator of instructions; `deserialize` checks that the host has them.
            unsafe { c.cranelift_flag_enable(feature) };
        }
        for (name, feature) in WasmFeatures::all().iter_names() {
            c.wasm_features(feature, self.wasm_features.contains(&name));
        }
        c.cranelift_opt_level(match self.opt_level {
            OptLevel::None => wasmtime::OptLevel::None,
            OptLevel::Speed => wasmtime::OptLevel::Speed,
        });
        c.cranelift_regalloc_algorithm(match self.regalloc {
            Regalloc::Backtracking => RegallocAlgorithm::Backtracking,
            Regalloc::SinglePass => RegallocAlgorithm::SinglePass,
        });
        c.cranelift_nan_canonicalization(self.nan_canonicalization);
        c.relaxed_simd_deterministic(self.relaxed_simd_deterministic);
        if self.consume_fuel == Fuel::GrowPage255 {
            let mut cost = OperatorCost::new();
            cost.variable.memory_grow_per_page = 255;
            c.consume_fuel(true);
            c.operator_cost(cost);
        }
        c.epoch_interruption(self.epoch_interruption);
        c.compiler_inlining(if self.inlining { Inlining::Yes } else { Inlining::No });
        c.signals_based_traps(self.signals_based_traps);
        c.native_unwind_info(self.native_unwind_info);
        c.generate_address_map(self.generate_address_map);
        c.debug_symbols(self.debug_symbols);
        c.debug_info(false);
        c.wasm_backtrace_details(wasmtime::WasmBacktraceDetails::Disable);
        c.memory_reservation(self.memory_reservation);
        c.memory_guard_size(self.memory_guard_size);
        c.memory_reservation_for_growth(self.memory_reservation_for_growth);
        c.memory_may_move(self.memory_may_move);
        c.guard_before_linear_memory(self.guard_before_linear_memory);
        c.table_lazy_init(self.table_lazy_init);
        c.memory_init_cow(self.memory_init_cow);
        c.memory_guaranteed_dense_image_size(self.memory_guaranteed_dense_image_size);
        c.concurrency_support(self.concurrency_support);
        Ok(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_changes_the_digest() {
        let base = Profile::fast_exec(Target::X86_64Linux);
        let variations = base.variations();
        assert_eq!(variations.len(), base.text().lines().count() - 1);
        for (name, varied) in variations {
            assert_ne!(varied.digest(), base.digest(), "{name}");
        }
    }

    #[test]
    fn every_feature_named_is_one_that_wasmtime_knows() {
        for name in FEATURES {
            assert!(WasmFeatures::from_name(name).is_some(), "{name}");
        }
    }
}
