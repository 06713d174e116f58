//! Executes contracts. Reads requests from standard input and answers on standard output, as `protocol` has it; state, code
//! and proofs stay with whoever started it.
//!
//!     zkcwasm-runner                 serves until its input ends
//!     zkcwasm-runner compile IN OUT  compiles a module to an artifact of the profile `metered`
//!     zkcwasm-runner compile-interpreted IN OUT  the same for the executor inside the zkVM
//!     zkcwasm-runner profile         prints the profile's text

mod api;
mod arithmetic;
mod call;
mod contract;
mod hashes;
mod limits;
mod memory;
mod module;
mod outcome;
mod profile;
mod protocol;
mod session;

use std::io::Write;
use std::process::ExitCode;

/// Room for the deepest nesting of calls, each with a wasm stack of its own and the host's frames in between.
const STACK_BYTES: usize = 128 << 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let work = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || act(&arguments));
    let result = match work.map(|thread| thread.join()) {
        Ok(Ok(result)) => result,
        Ok(Err(_)) => Err("the runner panicked".into()),
        Err(error) => Err(format!("no thread: {error}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "zkcwasm-runner: {message}");
            ExitCode::FAILURE
        }
    }
}

fn act(arguments: &[String]) -> Result<(), String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => session::serve(),
        ["profile"] => {
            print!("{}", profile::text());
            Ok(())
        }
        ["compile", from, to] => {
            let wasm = read(from)?;
            let engine = profile::engine().map_err(|e| format!("{e:#}"))?;
            let artifact = engine.precompile_module(&wasm).map_err(|e| format!("{from}: {e:#}"))?;
            write_new(to, &artifact)
        }
        ["compile-interpreted", from, to] => {
            let wasm = read(from)?;
            let engine =
                zkcwasm_compiler::engine_for(&profile::interpreted()).map_err(|e| format!("{e:#}"))?;
            let artifact = engine.precompile_module(&wasm).map_err(|e| format!("{from}: {e:#}"))?;
            write_new(to, &artifact)
        }
        _ => Err("usage: zkcwasm-runner [profile | compile IN OUT | compile-interpreted IN OUT]".into()),
    }
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("cannot read {path}: {e}"))
}

fn write_new(path: &str, bytes: &[u8]) -> Result<(), String> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(bytes)).map_err(|e| format!("cannot write {path}: {e}"))
}
