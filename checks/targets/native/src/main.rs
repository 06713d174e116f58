//! `zkcwasm-bare-runner`: loads artifacts and calls what they export, where there is no compiler at all. Requests and
//! answers are lines of JSON, as those of the runner are.

mod calls;
mod config;
mod outcome;

use serde::Deserialize;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use wasmtime::{Engine, Module};
use zkcwasm_lines::{read, serve, Failure};

/// What can be asked.
#[derive(Deserialize)]
#[serde(tag = "command", rename_all = "lowercase", deny_unknown_fields)]
enum Job {
    /// The machine that this is built for.
    Hello {},
    /// The functions that an artifact exports, with how many parameters each takes.
    Exports(Loading),
    /// Calls of one new instance, in order.
    Calls(CallsJob),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Loading {
    artifact: PathBuf,
    /// SHA-256 that it must have, hex.
    digest: String,
    /// The artifact profile that it is compiled with: its canonical text, as the runner's `profile` gives it.
    profile: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CallsJob {
    loaded: Loading,
    calls: Vec<Call>,
}

/// A call of an exported function; arguments are the bits of the parameters, and are cut to their size.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    export: String,
    args: Vec<u64>,
}

/// Why a request failed.
struct Failed(&'static str, String);

impl Failed {
    fn from(code: &'static str) -> impl Fn(wasmtime::Error) -> Self {
        move |error| Self(code, format!("{error:#}"))
    }
}

impl Failure for Failed {
    fn request(message: String) -> Self {
        Self("request", message)
    }

    fn to_json(&self) -> Value {
        json!({ "code": self.0, "message": self.1 })
    }
}

fn main() {
    serve(
        std::io::stdin().lock(),
        || std::process::exit(74),
        |job, _| match job {
            Job::Hello {} => Ok(json!({ "architecture": std::env::consts::ARCH })),
            Job::Exports(job) => load(&job).map(|(_, module)| calls::exports(&module)),
            Job::Calls(job) => {
                load(&job.loaded).and_then(|(engine, module)| calls::run(&engine, &module, &job.calls))
            }
        },
    );
}

fn load(job: &Loading) -> Result<(Engine, Module), Failed> {
    let config = config::of_profile(&job.profile).map_err(Failed::from("profile"))?;
    let engine = Engine::new(&config).map_err(Failed::from("profile"))?;
    let bytes = read(&job.artifact).map_err(|error| Failed("read", error.to_string()))?;
    let found = hex::encode(Sha256::digest(&bytes));
    if found != job.digest {
        return Err(Failed("artifact-digest", format!("SHA-256 is {found}, expected {}", job.digest)));
    }
    // SAFETY: the bytes are what Wasmtime's own compiler wrote, which is what the digest stands for.
    let module = unsafe { Module::deserialize(&engine, &bytes) }.map_err(Failed::from("rehydration"))?;
    Ok((engine, module))
}
