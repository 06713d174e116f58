//! Requests and events, one JSON object a line.

use serde::Deserialize;
use serde_json::{json, Map, Value};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// One request.
#[derive(Debug, Deserialize)]
pub struct Request {
    /// Given back with every event.
    #[allow(dead_code)]
    pub id: Value,
    #[serde(flatten)]
    pub job: Job,
}

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "lowercase", deny_unknown_fields)]
pub enum Job {
    /// Versions, features and the machine.
    Hello {},
    /// Image ID of an ELF.
    Image { elf: PathBuf },
    /// Text and digest of an artifact profile for a target.
    Profile { target: String, profile: String },
    /// Dry run in the zkVM.
    Execute(ExecuteJob),
    /// A proof; the seal goes to a file.
    Prove(ProveJob),
    /// One proof that stands for many; or its dry run.
    Aggregate(AggregateJob),
    /// Checks a seal natively.
    Verify { seal: PathBuf },
    /// Compiles natively with an image's profile.
    Compile { wasm: PathBuf, target: String, profile: String, artifact: Option<PathBuf> },
    /// Re-hydrates an artifact and calls an export.
    Run(RunJob),
    /// Times the native compilers and what they make.
    Bench(BenchJob),
}

/// What an image is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecuteJob {
    pub elf: PathBuf,
    pub wasm: PathBuf,
    /// 32 bytes, hex.
    pub context: String,
    /// Limits by name, in decimal: they may be larger than 2^53.
    pub limits: BTreeMap<String, String>,
    /// The canonical list of allowed imports, hex.
    pub imports: String,
    /// Stops the run when more cycles than this were executed.
    pub max_cycles: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProveJob {
    #[serde(flatten)]
    pub input: ExecuteJob,
    /// Where the seal is written; must not exist.
    pub seal: PathBuf,
    pub prover: ProverKind,
    #[serde(default)]
    pub seal_kind: SealKind,
    /// Folder where finished steps are kept, and looked for; removed when the proof is whole.
    pub steps: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AggregateJob {
    /// The aggregator.
    pub elf: PathBuf,
    /// In the order of the statement's rows.
    pub receipts: Vec<FoldedReceipt>,
    /// Where the seal is written; must not exist. Left out: a dry run, with no proof.
    pub seal: Option<PathBuf>,
    /// As in [`ProveJob`].
    pub steps: Option<PathBuf>,
}

/// A receipt that goes into an aggregate.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FoldedReceipt {
    /// 32 bytes, hex.
    pub image_id: String,
    /// Hex.
    pub journal: String,
    /// The file of its `stark` seal.
    pub seal: PathBuf,
}

/// What kind of seal is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SealKind {
    /// SP1's compressed proof, which attests cycles.
    #[default]
    Stark,
    /// The same, shrunk to Groth16 under SP1's official key: a few hundred bytes, no cycles.
    Groth16,
}

/// Which of the SDK's provers makes the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProverKind {
    Cpu,
    Cuda,
    Network,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunJob {
    pub artifact: PathBuf,
    /// SHA-256 that the artifact must have, hex.
    pub digest: String,
    pub target: String,
    /// Name of the artifact profile that it was compiled with.
    pub profile: String,
    pub export: Option<String>,
    /// Arguments in decimal (integers) or any form Rust parses (floats).
    #[serde(default)]
    pub args: Vec<String>,
    /// What imported functions do.
    #[serde(default)]
    pub imports: Imports,
}

/// What imported functions do when they are called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Imports {
    #[default]
    Trap,
    Zero,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchJob {
    pub wasm: PathBuf,
    pub target: String,
    /// Name of the artifact profile, which tells the compiler.
    pub profile: String,
    /// What is called in each new instance, in this order.
    pub calls: Vec<BenchCall>,
    pub repeats: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchCall {
    pub export: String,
    pub args: Vec<String>,
}

/// Sends events of one request.
#[derive(Clone)]
pub struct Events {
    id: Value,
}

impl Events {
    pub fn new(id: Value) -> Self {
        Self { id }
    }

    /// Writes one event line. A reader that has gone ends the engine.
    pub fn send(&self, event: &str, body: Value) {
        let mut line = Map::new();
        line.insert("id".into(), self.id.clone());
        line.insert("event".into(), json!(event));
        if let Value::Object(fields) = body {
            line.extend(fields);
        }
        let mut out = std::io::stdout().lock();
        let text = Value::Object(line).to_string();
        if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
            crate::stop::now(74);
        }
    }
}
