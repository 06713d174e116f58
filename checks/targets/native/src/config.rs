//! An engine's settings from the canonical text of an artifact profile.

use wasmtime::{bail, error::Context, Config, Inlining, Result, WasmBacktraceDetails, WasmFeatures};

/// The Wasmtime that is linked.
const VERSION: &str = "48.0.8";

/// The settings that a profile's text names, those of code generation left out: they are in the artifact, and the loader
/// holds them against the machine. What only a debugger needs is off.
///
/// # Errors
/// A line that is none of a profile, a setting that is not known, or a profile of another Wasmtime.
pub fn of_profile(text: &str) -> Result<Config> {
    let mut lines = text.lines();
    if lines.next() != Some("zkcwasm/profile/2") {
        bail!("this is not the text of an artifact profile");
    }
    let mut config = Config::new();
    config.debug_info(false).wasm_backtrace_details(WasmBacktraceDetails::Disable);
    for line in lines {
        let (name, value) = line.split_once('=').with_context(|| format!("no setting: {line:?}"))?;
        set(&mut config, name, value).with_context(|| format!("setting {name}"))?;
    }
    Ok(config)
}

fn set(c: &mut Config, name: &str, value: &str) -> Result<()> {
    let flag = || Ok::<bool, wasmtime::Error>(value.parse()?);
    let bytes = || Ok::<u64, wasmtime::Error>(value.parse()?);
    match name {
        "compiler_version" if value != VERSION => bail!("{value}, and this is {VERSION}"),
        "compiler_version" => {}
        // What only the compiler reads.
        "compiler" | "cpu_features" | "opt_level" | "regalloc" | "nan_canonicalization" => {}
        "target" => drop(c.target(value)?),
        "wasm_features" => {
            let wanted: Vec<&str> = value.split(',').collect();
            for (name, feature) in WasmFeatures::all().iter_names() {
                c.wasm_features(feature, wanted.contains(&name));
            }
        }
        "relaxed_simd_deterministic" => drop(c.relaxed_simd_deterministic(flag()?)),
        "consume_fuel" => drop(c.consume_fuel(flag()?)),
        "epoch_interruption" => drop(c.epoch_interruption(flag()?)),
        "inlining" => drop(c.compiler_inlining(if flag()? { Inlining::Yes } else { Inlining::No })),
        "signals_based_traps" => drop(c.signals_based_traps(flag()?)),
        "native_unwind_info" => drop(c.native_unwind_info(flag()?)),
        "generate_address_map" => drop(c.generate_address_map(flag()?)),
        "debug_symbols" => drop(c.debug_symbols(flag()?)),
        "memory_reservation" => drop(c.memory_reservation(bytes()?)),
        "memory_guard_size" => drop(c.memory_guard_size(bytes()?)),
        "memory_reservation_for_growth" => drop(c.memory_reservation_for_growth(bytes()?)),
        "memory_may_move" => drop(c.memory_may_move(flag()?)),
        "guard_before_linear_memory" => drop(c.guard_before_linear_memory(flag()?)),
        "table_lazy_init" => drop(c.table_lazy_init(flag()?)),
        "memory_init_cow" => drop(c.memory_init_cow(flag()?)),
        "memory_guaranteed_dense_image_size" => drop(c.memory_guaranteed_dense_image_size(bytes()?)),
        "concurrency_support" => drop(c.concurrency_support(flag()?)),
        _ => bail!("there is none of this name"),
    }
    Ok(())
}
