//! Requests: one JSON object a line, with an `id` that is given back. An answer is a `result` or `error` event.

use crate::error::RunnerError;
use serde::Deserialize;
use std::path::PathBuf;
use zkcwasm_compiler::{Profile, ProfileName, Target};

/// Changes with every request or answer that means something else than before.
pub const PROTOCOL: u32 = 1;

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(tag = "command", rename_all = "lowercase", deny_unknown_fields)]
pub enum Job {
    /// Protocol and compiler, by which the driver knows whether this is the runner that it wants.
    Hello {},
    /// Text and digest of an artifact profile.
    Profile(NamedProfile),
    /// Compiles.
    Compile(CompileJob),
    /// Loads an artifact and lists its exports.
    Rehydrate(ArtifactJob),
    /// Loads an artifact and calls an export.
    Run(RunJob),
    /// Loads an artifact and makes calls, one after the other in one instance.
    Calls(CallsJob),
    /// Times compiler and code.
    Bench(BenchJob),
}

/// An artifact profile for a target.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedProfile {
    /// Target triple.
    pub target: String,
    /// Name of the artifact profile.
    pub profile: String,
}

impl NamedProfile {
    /// Its settings.
    pub fn profile(&self) -> Result<Profile, RunnerError> {
        let target =
            Target::from_triple(&self.target).ok_or_else(|| RunnerError::Target(self.target.clone()))?;
        let name = ProfileName::from_name(&self.profile)
            .ok_or_else(|| RunnerError::Profile(self.profile.clone()))?;
        Ok(name.profile(target))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompileJob {
    pub wasm: PathBuf,
    pub built: NamedProfile,
    /// File to write the artifact to; must not exist. Left out: only its digest is wanted.
    pub artifact: Option<PathBuf>,
}

/// An artifact whose digest the caller has accepted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArtifactJob {
    pub artifact: PathBuf,
    /// SHA-256 that it must have, hex.
    pub digest: String,
    /// What it was compiled with.
    pub built: NamedProfile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunJob {
    pub loaded: ArtifactJob,
    pub export: String,
    /// Arguments in decimal (integers) or any form Rust parses (floats).
    pub args: Vec<String>,
    /// What imported functions do.
    pub imports: Imports,
    /// Whether the process gives up files, sockets and all else (`confine.rs`) once it has read the artifact, and before it loads
    /// it: for who asks one process for one call.
    #[serde(default)]
    pub confined: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CallsJob {
    pub loaded: ArtifactJob,
    pub calls: Vec<ExportCall>,
    /// What imported functions do.
    pub imports: Imports,
    /// Most bytes of a linear memory.
    pub memory_bytes: u64,
}

/// What imported functions do when they are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Imports {
    Trap,
    /// They return zeros.
    Zero,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchJob {
    pub wasm: PathBuf,
    pub built: NamedProfile,
    /// What is called in each new instance, in this order.
    pub calls: Vec<ExportCall>,
    pub repeats: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportCall {
    pub export: String,
    pub args: Vec<String>,
}
