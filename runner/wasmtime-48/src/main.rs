//! `zkcwasm-runner-wasmtime-48`: compiles natively with upstream's compiler and an image's profile, re-hydrates artifacts and
//! runs them. No zkVM is linked. Two versions of Wasmtime live side by side as two such programs; which one an artifact is
//! for stands in its journal.

mod artifact;
mod bench;
mod error;
mod protocol;

use error::RunnerError;
use protocol::Job;
use serde_json::{json, Value};
use zkcwasm_lines::serve;
use zkcwasm_wasmtime_48::{COMPILER_NAME, COMPILER_VERSION};

fn main() {
    if std::env::args().nth(1).as_deref() == Some("--version") {
        println!("zkcwasm-runner {} ({COMPILER_NAME} {COMPILER_VERSION})", env!("CARGO_PKG_VERSION"));
        return;
    }
    // SAFETY: asks the kernel for a signal when the parent ends, so that nothing runs on for nobody.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM) };
    serve(|| std::process::exit(74), |job: Job, _| work(job).map_err(|error| error.to_json()));
}

fn work(job: Job) -> Result<Value, RunnerError> {
    match job {
        Job::Hello {} => Ok(json!({
            "runner": env!("CARGO_PKG_VERSION"),
            "compiler": COMPILER_NAME,
            "compilerVersion": COMPILER_VERSION,
        })),
        Job::Profile { target, profile } => artifact::profile(&target, &profile),
        Job::Compile { wasm, target, profile, artifact } => {
            artifact::compile(&wasm, &artifact::profile_for(&target, &profile)?, artifact.as_deref())
        }
        Job::Run(job) => artifact::run(job),
        Job::Bench(job) => bench::run(&job),
    }
}
