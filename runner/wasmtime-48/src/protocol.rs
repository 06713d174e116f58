//! What a runner can be asked, one JSON object a line.

use serde::Deserialize;
use std::path::PathBuf;

/// One request, without its `id`.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "lowercase", deny_unknown_fields)]
pub enum Job {
    /// Versions.
    Hello {},
    /// Text and digest of an artifact profile for a target.
    Profile { target: String, profile: String },
    /// Compiles with an image's profile.
    Compile { wasm: PathBuf, target: String, profile: String, artifact: Option<PathBuf> },
    /// Re-hydrates an artifact and calls an export.
    Run(RunJob),
    /// Times compilers and what they make.
    Bench(BenchJob),
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
