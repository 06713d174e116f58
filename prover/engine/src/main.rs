//! `zkcwasm-engine`: the native half of the prover.
//!
//! Reads one JSON request a line from standard input, writes JSON events a line to standard output, works on one
//! request at a time, and ends at the end of its input. Each event carries the request's `id`; a request ends with
//! exactly one `result` or `error` event. Nothing else is ever printed there. See `protocol.rs` for the shapes.

mod aggregate;
mod artifact;
mod bench;
mod error;
mod execute;
mod groth16;
mod image;
mod machine;
mod progress;
mod protocol;
mod prove;
mod saved;
mod stop;
mod workers;

use error::EngineError;
use protocol::{Events, Job, Request};
use serde_json::{json, Value};
use std::io::BufRead;

/// Longest request line accepted, bytes; requests carry paths, numbers and lists of imports, never modules.
const MAX_LINE: usize = 16 << 20;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("zkcwasm-engine {} (SP1 6.10.0, Wasmtime 48.0.8)", env!("CARGO_PKG_VERSION"));
        return;
    }
    let missing = machine::missing_instructions();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        eprintln!("zkcwasm-engine: built for a processor with {missing}, which this one has not; run `npm run build:engine` here");
        std::process::exit(70);
    }
    machine::apply_small_machine_defaults();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            eprintln!("zkcwasm-engine: cannot start: {e}");
            std::process::exit(70);
        }
    };
    stop::install(runtime.handle());
    progress::install();
    let mut provers = prove::Provers::default();
    let stdin = std::io::stdin();
    for line in stdin.lock().lines() {
        let Ok(line) = line else { break };
        if line.trim().is_empty() {
            continue;
        }
        let id = serde_json::from_str::<Value>(&line).ok().map_or(Value::Null, |v| v["id"].clone());
        let events = Events::new(id);
        let outcome = if line.len() > MAX_LINE {
            Err(EngineError::Request("request line is too long".into()))
        } else {
            serde_json::from_str::<Request>(&line)
                .map_err(|e| EngineError::Request(e.to_string()))
                .and_then(|request| runtime.block_on(serve(request.job, &events, &mut provers)))
        };
        match outcome {
            Ok(result) => events.send("result", result),
            Err(error) => events.send("error", error.to_json()),
        }
    }
    stop::clean_up();
    // Worker threads of the SDK may still sleep on queues; there is nothing left to wait for.
    std::process::exit(0);
}

async fn serve(job: Job, events: &Events, provers: &mut prove::Provers) -> Result<Value, EngineError> {
    match job {
        Job::Hello {} => Ok(json!({
            "engine": env!("CARGO_PKG_VERSION"),
            "circuit": prove::CIRCUIT_VERSION,
            "compiler": zkcwasm_compiler::COMPILER_NAME,
            "compilerVersion": zkcwasm_compiler::COMPILER_VERSION,
            "features": { "network": cfg!(feature = "network"), "cuda": cfg!(feature = "cuda") },
            "machine": machine::describe(),
        })),
        Job::Image { elf } => image::identify(&elf).await,
        Job::Profile { target, profile } => artifact::profile(&target, &profile),
        Job::Execute(job) => execute::run(job, events),
        Job::Prove(job) => prove::run(job, events, provers).await,
        Job::Aggregate(job) => aggregate::run(job, events, provers).await,
        Job::Verify { seal } => prove::verify(&seal),
        Job::Compile { wasm, target, profile, artifact } => {
            artifact::compile(&wasm, &artifact::profile_for(&target, &profile)?, artifact.as_deref())
        }
        Job::Run(job) => artifact::run(job),
        Job::Bench(job) => bench::run(&job),
    }
}
