//! `zkcwasm-runner-*`: all that a node needs of one Wasmtime. Compiles with the very code and settings of the images,
//! re-hydrates artifacts, and calls their exports; it knows nothing of SP1.
//!
//! Reads one JSON request a line from standard input, writes one JSON answer a line to standard output, and ends at the end
//! of its input. See `protocol.rs` for the shapes.

mod artifact;
mod bench;
mod call;
mod calls;
mod compile;
mod confine;
mod error;
mod parent;
mod protocol;
mod values;

use error::RunnerError;
use protocol::{Job, PROTOCOL};
use serde_json::{json, Value};
use zkcwasm_compiler::{COMPILER_NAME, COMPILER_VERSION};
use zkcwasm_lines::serve;

/// Exit code where nobody reads the answers any more.
const OUTPUT_GONE: i32 = 74;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        let (name, version) = (env!("CARGO_BIN_NAME"), env!("CARGO_PKG_VERSION"));
        println!("{name} {version} ({COMPILER_NAME} {COMPILER_VERSION})");
        return;
    }
    parent::end_with_it();
    serve(std::io::stdin().lock(), || std::process::exit(OUTPUT_GONE), |job, _| answer(job));
}

fn answer(job: Job) -> Result<Value, RunnerError> {
    match job {
        Job::Hello {} => Ok(json!({
            "protocol": PROTOCOL,
            "runner": env!("CARGO_PKG_VERSION"),
            "compiler": COMPILER_NAME,
            "compilerVersion": COMPILER_VERSION,
        })),
        Job::Profile(named) => {
            let profile = named.profile()?;
            Ok(json!({ "profile": hex::encode(profile.digest()), "text": profile.text() }))
        }
        Job::Compile(job) => compile::run(&job),
        Job::Rehydrate(job) => artifact::run(&job),
        Job::Run(job) => call::run(&job),
        Job::Calls(job) => calls::run(&job),
        Job::Bench(job) => bench::run(&job),
    }
}
