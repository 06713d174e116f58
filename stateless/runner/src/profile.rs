//! The settings under which contracts run: those of the compiler images' profile `metered`, and what a runner adds to them.

use crate::limits::{MEMORY_PAGES, TABLE_ELEMENTS, WASM_STACK_BYTES};
use wasmtime::{Config, Engine};
use zkcwasm_compiler::{Profile, Target, COMPILER_VERSION};

/// The one target: what a trap by stack overflow is depends on it.
const TARGET: Target = Target::X86_64Linux;
/// Wasmtime's version.
pub const WASMTIME: &str = COMPILER_VERSION;

/// The triple of the one target.
pub fn target() -> &'static str {
    TARGET.triple()
}

/// Digest of the compiler's profile, which is in the journal of each receipt whose artifact loads here.
pub fn compiler_digest() -> [u8; 32] {
    Profile::metered(TARGET).digest()
}

/// Every setting that decides about results, one a line: the compiler's text, and after it the runner's.
pub fn text() -> String {
    format!(
        "{}wasm_stack_bytes={WASM_STACK_BYTES}\nmemory_pages={MEMORY_PAGES}\ntable_elements={TABLE_ELEMENTS}\n\
         host_api={}\nfuel_schedule={}\n",
        Profile::metered(TARGET).text(),
        crate::api::VERSION,
        crate::api::schedule_text(),
    )
}

/// An engine of this profile; nothing is taken from the host's CPU or environment.
///
/// # Errors
/// If Wasmtime cannot compile for the target on this machine.
pub fn engine() -> wasmtime::Result<Engine> {
    Engine::new(&config()?)
}

/// The same for the executor that runs inside the zkVM (stateless/executor-image): code for Wasmtime's interpreter, which checks
/// bounds itself, since that machine has neither signals nor virtual memory.
pub fn interpreted() -> Profile {
    Profile {
        signals_based_traps: false,
        memory_reservation: 0,
        memory_guard_size: 0,
        memory_reservation_for_growth: 1 << 20,
        guard_before_linear_memory: false,
        ..Profile::metered(Target::Pulley64)
    }
}

fn config() -> wasmtime::Result<Config> {
    let mut config = Profile::metered(TARGET).config()?;
    // Neither is in code: how much stack there is, and whether a trap is told with the frames that led to it.
    config.max_wasm_stack(WASM_STACK_BYTES);
    config.wasm_backtrace_max_frames(None);
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_runner_adds_is_not_in_the_code() {
        let wasm =
            b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x07\x07\x01\x03run\0\0\x0a\x04\x01\x02\0\x0b";
        let of = |engine: Engine| {
            zkcwasm_compiler::compile(&engine, wasm).expect("a module with one empty function")
        };
        let plain = zkcwasm_compiler::engine_for(&Profile::metered(TARGET)).expect("an engine");
        assert_eq!(of(engine().expect("an engine")), of(plain));
    }

    #[test]
    fn text_names_what_the_runner_adds() {
        let text = text();
        assert!(text.starts_with(&Profile::metered(TARGET).text()));
        assert!(text.contains("\nconsume_fuel=true,memory-grow-per-page=255\n"));
        assert!(text.contains("\nwasm_stack_bytes=262144\n"));
    }
}
