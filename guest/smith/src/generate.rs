//! Modules of the features that the artifact profile has on.

use crate::random::Random;
use arbitrary::Unstructured;
use wasm_smith::{Config, Module};
use wasmparser::{Validator, WasmFeatures};

/// Fewest and most bytes of a module; others are made again.
const BYTES: std::ops::RangeInclusive<usize> = 100..=8192;

/// The module of a seed. One in eight is invalid: broken afterwards, or with functions of arbitrary bytes.
pub fn module(seed: u64) -> Vec<u8> {
    let mut random = Random::new(seed);
    let breaks = random.once_in(11);
    let arbitrary = !breaks && random.once_in(32);
    loop {
        let size = 1000 << random.below(5);
        let entropy = random.bytes(size);
        let config = Config { allow_invalid_funcs: arbitrary, ..config(&mut random) };
        let Ok(module) = Module::new(config, &mut Unstructured::new(&entropy)) else { continue };
        let wasm = module.to_bytes();
        if !BYTES.contains(&wasm.len()) || (!arbitrary && uses_external_references(&wasm)) {
            continue;
        }
        return if breaks { broken(wasm, &mut random) } else { wasm };
    }
}

/// The generator cannot leave them out where it has references to functions; the profile has them off.
fn uses_external_references(wasm: &[u8]) -> bool {
    let features = WasmFeatures::WASM2.difference(WasmFeatures::GC_TYPES);
    Validator::new_with_features(features).validate_all(wasm).is_err()
}

/// The features of `guest/compiler/src/profile.rs`, and sizes that vary.
fn config(random: &mut Random) -> Config {
    Config {
        bulk_memory_enabled: true,
        multi_value_enabled: true,
        reference_types_enabled: random.once_in(4),
        saturating_float_to_int_enabled: true,
        sign_extension_ops_enabled: true,
        simd_enabled: true,
        custom_page_sizes_enabled: false,
        exceptions_enabled: false,
        extended_const_enabled: false,
        gc_enabled: false,
        memory64_enabled: false,
        relaxed_simd_enabled: false,
        shared_everything_threads_enabled: false,
        tail_call_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        max_memories: 1,
        max_tables: 1 + random.below(4),
        max_memory32_bytes: 16 << 16,
        max_table_elements: 1000,
        min_funcs: random.below(6),
        max_funcs: 12,
        max_instructions: 20 << random.below(6),
        max_nesting_depth: 2 + random.below(20),
        max_globals: 20,
        max_imports: 12,
        max_data_segments: 8,
        max_element_segments: 8,
        export_everything: random.once_in(2),
        generate_custom_sections: random.once_in(8),
        ..Config::default()
    }
}

/// Flips bits, or cuts the end off, or takes a piece out.
fn broken(mut wasm: Vec<u8>, random: &mut Random) -> Vec<u8> {
    match random.below(4) {
        0 => wasm.truncate(random.below(wasm.len())),
        1 => {
            let at = random.below(wasm.len());
            let end = (at + 1 + random.below(8)).min(wasm.len());
            wasm.drain(at..end);
        }
        _ => {
            for _ in 0..=random.below(3) {
                let at = random.below(wasm.len());
                wasm[at] ^= 1 << random.below(8);
            }
        }
    }
    wasm
}
