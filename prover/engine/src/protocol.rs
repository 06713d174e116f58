//! Requests: one JSON object a line, with an `id` that is given back with every event.

use serde::Deserialize;
use std::path::PathBuf;

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "lowercase", deny_unknown_fields)]
pub enum Job {
    /// Versions, features and the machine.
    Hello {},
    /// Image ID of an ELF.
    Image { elf: PathBuf },
    /// Dry run in the zkVM.
    Execute(ExecuteJob),
    /// A proof; the seal goes to a file.
    Prove(ProveJob),
    /// One proof that stands for many; or its dry run.
    Aggregate(AggregateJob),
    /// Checks a seal natively.
    Verify { seal: PathBuf },
}

/// What an image is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecuteJob {
    pub elf: PathBuf,
    pub wasm: PathBuf,
    /// The first piece of the image's input, hex: the context, 32 bytes, and the limits as a journal has them.
    pub request: String,
    /// The second, hex: the canonical list of allowed imports.
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
    /// Folder where verifying keys of the recursion are remembered, so that their proving keys need not be made at start.
    pub keys: Option<PathBuf>,
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
    /// As in [`ProveJob`].
    pub keys: Option<PathBuf>,
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
