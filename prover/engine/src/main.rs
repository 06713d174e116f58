//! `zkcwasm-engine`: the native half of the prover. It knows no compiler: those are programs that it is given, and the
//! runners' (`runner/`).
//!
//! Reads one JSON request a line from standard input, writes JSON events a line to standard output, works on one
//! request at a time, and ends at the end of its input. Each event carries the request's `id`; a request ends with
//! exactly one `result` or `error` event. Nothing else is ever printed there. See `protocol.rs` for the shapes.

mod aggregate;
mod error;
mod execute;
mod groth16;
mod image;
mod keys;
mod machine;
mod made;
#[cfg(feature = "network")]
mod network;
mod progress;
mod protocol;
mod prove;
mod saved;
mod stop;
mod workers;

use error::EngineError;
use protocol::Job;
use serde_json::{json, Value};
use zkcwasm_lines::{serve, Events};

/// Exit code where nobody reads the events any more.
const OUTPUT_GONE: i32 = 74;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("zkcwasm-engine {} (SP1 6.10.0)", env!("CARGO_PKG_VERSION"));
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
    let gone = || stop::now(OUTPUT_GONE);
    serve(std::io::stdin().lock(), gone, |job, events| runtime.block_on(answer(job, events, &mut provers)));
    stop::clean_up();
    // Worker threads of the SDK may still sleep on queues; there is nothing left to wait for.
    std::process::exit(0);
}

async fn answer(job: Job, events: &Events, provers: &mut prove::Provers) -> Result<Value, EngineError> {
    match job {
        Job::Hello {} => Ok(json!({
            "engine": env!("CARGO_PKG_VERSION"),
            "circuit": prove::CIRCUIT_VERSION,
            "features": { "network": cfg!(feature = "network"), "cuda": cfg!(feature = "cuda") },
            "machine": machine::describe(),
        })),
        Job::Image { elf } => image::identify(&elf).await,
        Job::Execute(job) => execute::run(job, events),
        Job::Prove(job) => prove::run(job, events, provers).await,
        Job::Aggregate(job) => aggregate::run(job, events, provers).await,
        Job::Verify { seal } => prove::verify(&seal),
    }
}
