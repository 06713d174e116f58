//! The artifact profile: every Wasmtime setting that changes machine code or its compatibility, in one place.
//!
//! Image, native compiler and re-hydrating runner build their `Config` from it, and its digest is in every
//! journal, so two parties that name the same digest mean the same code. The idea of hashing exactly what
//! changes the artifact is Polkadot's `ExecutorParams::prep_hash`.

use crate::COMPILER_VERSION;
use wasmtime::{Config, RegallocAlgorithm, Strategy};
use zkcwasm_image::{profile, CompilerKind, OptLevel, Regalloc, Target};

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
    consume_fuel: bool = |_| false;
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
    /// Check facts about memory accesses while compiling (proof-carrying code).
    pcc: bool = |_| false;
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

/// A switch of a WebAssembly feature.
type Switch = fn(&mut Config, bool) -> &mut Config;

/// WebAssembly features that this Wasmtime can be told to have or not.
const SWITCHES: &[(&str, Switch)] = &[
    ("MULTI_VALUE", Config::wasm_multi_value),
    ("BULK_MEMORY", Config::wasm_bulk_memory),
    ("SIMD", Config::wasm_simd),
    ("RELAXED_SIMD", Config::wasm_relaxed_simd),
    ("TAIL_CALL", Config::wasm_tail_call),
    ("MULTI_MEMORY", Config::wasm_multi_memory),
    ("MEMORY64", Config::wasm_memory64),
    ("EXTENDED_CONST", Config::wasm_extended_const),
    ("CUSTOM_PAGE_SIZES", Config::wasm_custom_page_sizes),
    ("WIDE_ARITHMETIC", Config::wasm_wide_arithmetic),
    ("SHARED_EVERYTHING_THREADS", Config::wasm_shared_everything_threads),
    ("STACK_SWITCHING", Config::wasm_stack_switching),
    ("EXCEPTIONS", Config::wasm_exceptions),
];

/// Features that it has, and no switch for: those of WebAssembly 1.0 and small additions to it, and, as it is built here without
/// a garbage collector, references of functions. The last is a part of BULK_MEMORY, which has one.
const ALWAYS_ON: &[&str] = &[
    "MUTABLE_GLOBAL",
    "SATURATING_FLOAT_TO_INT",
    "SIGN_EXTENSION",
    "REFERENCE_TYPES",
    "CALL_INDIRECT_OVERLONG",
    "FLOATS",
    "BULK_MEMORY_OPT",
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
    /// The profile of an image: that which is a feature of its build.
    #[cfg(target_os = "zkvm")]
    pub(crate) fn linked(target: Target) -> Self {
        #[cfg(feature = "fast-exec")]
        return Self::fast_exec(target);
        #[cfg(feature = "baseline")]
        return Self::baseline(target);
    }

    /// The `Config` with exactly these settings. Nothing is taken from the host: not its CPU, not its environment.
    ///
    /// # Errors
    /// If the linked Wasmtime is of another version, or cannot compile for the target.
    pub fn config(&self) -> wasmtime::Result<Config> {
        anyhow::ensure!(self.compiler_version == COMPILER_VERSION, "this is Wasmtime {COMPILER_VERSION}");
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
        self.set_wasm_features(&mut c)?;
        c.cranelift_opt_level(match self.opt_level {
            OptLevel::None => wasmtime::OptLevel::None,
            OptLevel::Speed => wasmtime::OptLevel::Speed,
        });
        c.cranelift_regalloc_algorithm(match self.regalloc {
            Regalloc::Backtracking => RegallocAlgorithm::Backtracking,
            Regalloc::SinglePass => anyhow::bail!("this Wasmtime has no linear register allocation"),
        });
        c.cranelift_nan_canonicalization(self.nan_canonicalization);
        c.relaxed_simd_deterministic(self.relaxed_simd_deterministic);
        c.consume_fuel(self.consume_fuel);
        c.epoch_interruption(self.epoch_interruption);
        c.compiler_inlining(self.inlining);
        c.cranelift_pcc(self.pcc);
        c.signals_based_traps(self.signals_based_traps);
        c.native_unwind_info(self.native_unwind_info);
        c.generate_address_map(self.generate_address_map);
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
        Ok(c)
    }

    /// Switches features on or off where this Wasmtime has a switch. Others are as they are in it, and a profile that wants
    /// them otherwise is refused.
    fn set_wasm_features(&self, c: &mut Config) -> wasmtime::Result<()> {
        let wanted = |name: &str| self.wasm_features.contains(&name);
        for (name, switch) in SWITCHES {
            switch(c, wanted(name));
        }
        for name in ALWAYS_ON {
            anyhow::ensure!(wanted(name), "this Wasmtime cannot do without {name}");
        }
        for name in self.wasm_features {
            let known = SWITCHES.iter().map(|(name, _)| name).chain(ALWAYS_ON).any(|other| other == name);
            anyhow::ensure!(known, "this Wasmtime has no {name} here");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "x86_64-linux")]
    use wasmparser::WasmFeatures;

    #[test]
    fn every_setting_changes_the_digest() {
        let base = Profile::fast_exec(Target::X86_64Linux);
        let variations = base.variations();
        assert_eq!(variations.len(), base.text().lines().count() - 1);
        for (name, varied) in variations {
            assert_ne!(varied.digest(), base.digest(), "{name}");
        }
    }

    /// What a profile says is what Wasmtime's own note in the artifact says: the last number in it, its set of features.
    #[cfg(feature = "x86_64-linux")]
    #[test]
    fn artifacts_have_exactly_the_features_that_are_named() {
        let base = Profile::fast_exec(Target::X86_64Linux);
        let with = |more: &[&'static str], less: &str| -> Vec<&'static str> {
            FEATURES.iter().chain(more).copied().filter(|name| *name != less).collect()
        };
        let sets = [
            FEATURES.to_vec(),
            FEATURES_WITHOUT_SIMD.to_vec(),
            with(&["TAIL_CALL", "RELAXED_SIMD", "MEMORY64"], ""),
            with(&["MULTI_MEMORY", "EXTENDED_CONST", "WIDE_ARITHMETIC"], "MULTI_VALUE"),
        ];
        for names in sets {
            let names: &'static [&'static str] = names.leak();
            let engine = crate::engine_for(&Profile { wasm_features: names, ..base.clone() }).expect("valid");
            let artifact = crate::compile(&engine, b"\0asm\x01\0\0\0").expect("an empty module compiles");
            let mut bits = 0;
            for name in names {
                bits |= WasmFeatures::from_name(name).expect("a name that wasmparser knows").bits();
            }
            let noted = zkcwasm_image::section(&artifact, b".wasmtime.engine").expect("an artifact");
            let number = postcard::to_allocvec(&bits).expect("a number");
            assert!(noted.ends_with(&number), "{names:?}: {number:x?} not at the end of {noted:x?}");
        }
    }

    #[test]
    fn features_that_cannot_be_had_or_left_out_are_refused() {
        let base = Profile::fast_exec(Target::X86_64Linux);
        let refused = |names: Vec<&'static str>| {
            Profile { wasm_features: names.leak(), ..base.clone() }.config().is_err()
        };
        for name in ALWAYS_ON {
            assert!(refused(FEATURES.iter().copied().filter(|other| other != name).collect()), "{name}");
        }
        for name in ["GC", "GC_TYPES", "THREADS", "COMPONENT_MODEL", "nothing", ""] {
            assert!(refused(FEATURES.iter().copied().chain([name]).collect()), "{name}");
        }
        assert!(!refused(FEATURES.to_vec()));
        assert!(Profile { regalloc: Regalloc::SinglePass, ..base }.config().is_err());
    }
}
