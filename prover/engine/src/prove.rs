//! Proofs: made by the SDK's provers, checked natively before they are handed out.

use crate::error::EngineError;
use crate::execute::{execute, input, Input};
use crate::image::image_id;
use crate::made::Made;
use crate::protocol::{ProveJob, ProverKind, SealKind};
use crate::{groth16, keys, machine, progress, saved, stop, workers};
use serde_json::{json, Value};
use sp1_core_executor::SP1Context;
use sp1_prover::worker::SP1LocalNode;
use sp1_prover_types::network_base_types::ProofMode;
#[cfg(feature = "network")]
use sp1_sdk::SP1ProofMode;
#[cfg(feature = "cuda")]
use sp1_sdk::{Elf, ProveRequest, Prover, ProverClient};
use sp1_sdk::{SP1Proof, SP1Stdin};
use std::collections::hash_map::{Entry, HashMap};
use std::path::Path;
use std::time::{Duration, Instant};
use zkcwasm_lines::{read, write_new, Events, FileError};
use zkcwasm_sha256::sha256;
use zkcwasm_stark::check::check;

/// SP1's circuit version: receipts name it, verifiers know which ones they can check.
pub const CIRCUIT_VERSION: &str = sp1_sdk::SP1_CIRCUIT_VERSION;

/// Started provers and image IDs, kept between requests: starting takes most of a minute.
#[derive(Default)]
pub struct Provers {
    cpu: Option<Cpu>,
    ids: HashMap<[u8; 32], String>,
}

impl Provers {
    /// Whether the CPU prover, where it is not started yet, would have the memory that it needs.
    pub fn check_memory(&self) -> Result<(), EngineError> {
        let available = machine::available_bytes();
        if self.cpu.is_none() && available < machine::PROVING_BYTES {
            return Err(EngineError::Memory { needed: machine::PROVING_BYTES, available });
        }
        Ok(())
    }

    /// A failed proof's workers may still run: the next one gets new ones.
    pub fn drop_failed(&mut self) {
        self.cpu = None;
    }
}

/// The CPU prover: it keeps one program's proving key, and has one size of shards.
struct Cpu {
    node: SP1LocalNode,
    /// SHA-256.
    program: [u8; 32],
    shard_cells: Option<u64>,
}

/// The `prove` command: dry run, proof, own check, seal file.
pub async fn run(job: ProveJob, events: &Events, provers: &mut Provers) -> Result<Value, EngineError> {
    let start = Instant::now();
    let input = input(&job.input)?;
    if job.prover == ProverKind::Cpu {
        provers.check_memory()?;
    }
    if job.seal_kind == SealKind::Groth16 && job.prover != ProverKind::Network {
        groth16::prepare(events).await?;
    }
    events.send("phase", json!({ "phase": "execute" }));
    let executed = execute(&input, events)?;
    events.send("executed", json!({ "cycles": executed.cycles.to_string() }));

    progress::reset();
    open_folders(job.steps.as_deref(), job.keys.as_deref())?;
    let proving_since = Instant::now();
    let ticker = tokio::spawn(tick(events.clone(), start));
    let proving = async {
        match job.prover {
            ProverKind::Cpu => {
                cpu(&input.elf, stdin(&input), executed.cycles, job.seal_kind, events, provers).await
            }
            ProverKind::Cuda => cuda(&input, job.seal_kind, events).await,
            ProverKind::Network => network(&input, job.seal_kind, events).await,
        }
    };
    let proof = tokio::select! {
        proof = proving => proof,
        message = progress::failure() => Err(EngineError::Proving(message)),
    };
    ticker.abort();
    let prover_time = proving_since.elapsed().saturating_sub(saved::spent());
    if proof.is_err() {
        provers.drop_failed();
    }
    let made = proof?;

    events.send("phase", json!({ "phase": "check" }));
    if made.public_values != executed.journal {
        return Err(EngineError::Proving("the proof is about another journal than the dry run's".into()));
    }
    let (seal, claim) = match job.seal_kind {
        SealKind::Stark => stark_seal(made.proof, &executed.journal)?,
        SealKind::Groth16 => (groth16::seal(&made.proof)?, json!({ "imageId": made.image_id })),
    };
    stop::unfinished(job.seal.clone());
    write_new(&job.seal, &seal)?;
    stop::finished(&job.seal);
    let reused = saved::reused();
    saved::close();
    let counts = progress::counts();
    let mut answer = json!({
        "journal": hex::encode(&executed.journal),
        "executedCycles": executed.cycles.to_string(),
        "shards": counts.shards_started,
        "recursionSteps": counts.steps_started,
        "reusedSteps": reused,
        "sealBytes": seal.len(),
        "circuit": CIRCUIT_VERSION,
        "elapsedMs": start.elapsed().as_secs_f64() * 1e3,
        "proverMs": prover_time.as_secs_f64() * 1e3,
        "peakBytes": machine::resident_bytes().1,
    });
    if let (Value::Object(answer), Value::Object(claim)) = (&mut answer, claim) {
        answer.extend(claim);
    }
    Ok(answer)
}

/// Has the steps of this job saved, and verifying keys remembered.
pub fn open_folders(steps: Option<&Path>, keys: Option<&Path>) -> Result<(), FileError> {
    let failed = |folder: Option<&Path>| {
        let path = folder.unwrap_or(Path::new("")).into();
        |source| FileError::Write { path, source }
    };
    saved::open(steps).map_err(failed(steps))?;
    keys::open(keys).map_err(failed(keys))
}

/// Seal bytes of a compressed proof, and what the verifier's own check says that it proves.
pub fn stark_seal(proof: SP1Proof, journal: &[u8]) -> Result<(Vec<u8>, Value), EngineError> {
    let SP1Proof::Compressed(proof) = proof else {
        return Err(EngineError::Proving("the prover returned another kind of proof".into()));
    };
    let seal = bincode::serialize(&proof).map_err(|e| EngineError::Proving(e.to_string()))?;
    drop(proof);
    let claim = check(&seal).map_err(|e| EngineError::Seal(format!("{e:?}")))?;
    if claim.journal_digest != sha256(journal) {
        return Err(EngineError::Proving("the proof is about another journal than the dry run's".into()));
    }
    let claim = json!({
        "imageId": hex::encode(claim.image_id),
        "cycles": ((claim.last_timestamp - claim.first_timestamp) / 8).to_string(),
        "firstTimestamp": claim.first_timestamp.to_string(),
        "lastTimestamp": claim.last_timestamp.to_string(),
    });
    Ok((seal, claim))
}

/// Tells of the proof's progress, until it is aborted.
pub async fn tick(events: Events, start: Instant) {
    loop {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let c = progress::counts();
        events.send(
            "progress",
            json!({
                "phase": "prove",
                "shardsStarted": c.shards_started,
                "shardsDone": c.shards_done,
                "stepsStarted": c.steps_started,
                "stepsDone": c.steps_done,
                "reusedSteps": saved::reused(),
                "elapsedMs": start.elapsed().as_secs_f64() * 1e3,
                "residentBytes": machine::resident_bytes().0,
            }),
        );
    }
}

fn stdin(input: &Input) -> SP1Stdin {
    let mut stdin = SP1Stdin::new();
    stdin.write_slice(&input.request);
    stdin.write_slice(&input.imports);
    stdin.write_slice(&input.wasm);
    stdin
}

/// Proves a program of so many cycles with the local provers.
pub async fn cpu(
    elf: &[u8],
    stdin: SP1Stdin,
    cycles: u64,
    kind: SealKind,
    events: &Events,
    provers: &mut Provers,
) -> Result<Made, EngineError> {
    let program = sha256(elf);
    let shard_cells = machine::shard_cells(cycles);
    let fits = |cpu: &Cpu| cpu.program == program && cpu.shard_cells == shard_cells;
    if !provers.cpu.as_ref().is_some_and(fits) {
        // One after the other: there is no room for two.
        provers.cpu = None;
        events.send("phase", json!({ "phase": "start" }));
        provers.cpu = Some(Cpu { node: workers::start(shard_cells).await?, program, shard_cells });
    }
    let Some(Cpu { node: prover, .. }) = &provers.cpu else { unreachable!("set just above") };
    let id = match provers.ids.entry(program) {
        Entry::Occupied(known) => known.into_mut(),
        Entry::Vacant(place) => {
            events.send("phase", json!({ "phase": "setup" }));
            let key = prover.setup(elf).await.map_err(|e| EngineError::Image(e.to_string()))?;
            place.insert(image_id(&key))
        }
    };
    let image_id = id.clone();
    events.send("phase", json!({ "phase": "prove", "imageId": image_id }));
    let mode = match kind {
        SealKind::Stark => ProofMode::Compressed,
        SealKind::Groth16 => ProofMode::Groth16,
    };
    let proof = prover
        .prove_with_mode(elf, stdin, SP1Context::default(), mode)
        .await
        .map_err(|e| EngineError::Proving(e.to_string()))?;
    Ok(Made { proof: proof.proof, public_values: proof.public_values.to_vec(), image_id })
}

#[cfg(feature = "cuda")]
async fn cuda(input: &Input, kind: SealKind, events: &Events) -> Result<Made, EngineError> {
    events.send("phase", json!({ "phase": "start" }));
    let prover = ProverClient::builder().cuda().build().await;
    events.send("phase", json!({ "phase": "setup" }));
    let failed = |e: &dyn std::fmt::Display| EngineError::Proving(e.to_string());
    let key = prover.setup(Elf::from(input.elf.clone())).await.map_err(|e| failed(&e))?;
    let image_id = image_id(key.verifying_key());
    events.send("phase", json!({ "phase": "prove", "imageId": image_id }));
    let request = prover.prove(&key, stdin(input));
    let proof = match kind {
        SealKind::Stark => request.compressed().await,
        SealKind::Groth16 => request.groth16().await,
    };
    let proof = proof.map_err(|e| failed(&e))?;
    Ok(Made { proof: proof.proof, public_values: proof.public_values.to_vec(), image_id })
}

#[cfg(feature = "network")]
async fn network(input: &Input, kind: SealKind, events: &Events) -> Result<Made, EngineError> {
    let mode = match kind {
        SealKind::Stark => SP1ProofMode::Compressed,
        SealKind::Groth16 => SP1ProofMode::Groth16,
    };
    crate::network::prove(&input.elf, stdin(input), mode, events).await
}

#[cfg(not(feature = "cuda"))]
async fn cuda(_: &Input, _: SealKind, _: &Events) -> Result<Made, EngineError> {
    Err(missing("cuda"))
}

#[cfg(not(feature = "network"))]
async fn network(_: &Input, _: SealKind, _: &Events) -> Result<Made, EngineError> {
    Err(missing("network"))
}

#[cfg(not(all(feature = "cuda", feature = "network")))]
fn missing(feature: &str) -> EngineError {
    EngineError::ProverUnavailable(format!(
        "this engine was built without the {feature} prover: build it with ZKCWASM_ENGINE_FEATURES={feature} npm run build:engine"
    ))
}

/// The `verify` command: the same check as the verifier's, natively.
pub fn verify(path: &Path) -> Result<Value, EngineError> {
    let seal = read(path)?;
    let start = Instant::now();
    let claim = check(&seal).map_err(|e| EngineError::Seal(format!("{e:?}")))?;
    Ok(json!({
        "imageId": hex::encode(claim.image_id),
        "journalDigest": hex::encode(claim.journal_digest),
        "firstTimestamp": claim.first_timestamp.to_string(),
        "lastTimestamp": claim.last_timestamp.to_string(),
        "elapsedMs": start.elapsed().as_secs_f64() * 1e3,
    }))
}
