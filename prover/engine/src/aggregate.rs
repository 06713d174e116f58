//! Aggregates: one proof that stands for many, by SP1's deferred proofs.
//!
//! A `stark` seal is SP1's compressed proof with the recursion key that made it and that key's Merkle proof: all that the
//! recursion needs to verify it once more, inside another proof. The program's own key is not needed: the seal's public
//! values have its hash.

use crate::error::EngineError;
use crate::execute::execute_program;
use crate::protocol::{AggregateJob, SealKind};
use crate::prove::{cpu, open_folders, stark_seal, tick, Provers, CIRCUIT_VERSION};
use crate::{machine, progress, saved, stop};
use serde_json::{json, Value};
use sp1_sdk::SP1Stdin;
use std::time::Instant;
use zkcwasm_aggregate::{encode, encode_input, words, Entry, Row, MAX_ROWS};
use zkcwasm_lines::{read, write_new, Events};
use zkcwasm_sha256::sha256;
use zkcwasm_stark::check::{check, Seal};

/// A receipt whose seal was checked.
struct Checked {
    image_id: [u8; 32],
    journal: Vec<u8>,
    seal: Seal,
}

/// The `aggregate` command: check of every seal, dry run, proof, own check, seal file.
pub async fn run(job: AggregateJob, events: &Events, provers: &mut Provers) -> Result<Value, EngineError> {
    let start = Instant::now();
    if job.receipts.is_empty() || job.receipts.len() > MAX_ROWS {
        return Err(EngineError::Request(format!("an aggregate is of 1 to {MAX_ROWS} receipts")));
    }
    if job.seal.is_some() {
        provers.check_memory()?;
    }
    events.send("phase", json!({ "phase": "check-receipts" }));
    let checked = checked(&job)?;
    let rows: Vec<Row> = checked.iter().map(|c| Row::new(c.image_id, &c.journal)).collect();
    let expected = encode(&rows)
        .ok_or_else(|| EngineError::Request("receipts must rise by image ID and journal digest".into()))?;
    let entries: Vec<Entry<'_>> =
        checked.iter().map(|c| Entry { image_id: c.image_id, journal: &c.journal }).collect();
    let input = encode_input(&entries).ok_or_else(|| EngineError::Request("a journal is too long".into()))?;
    let elf = read(&job.elf)?;

    events.send("phase", json!({ "phase": "execute" }));
    let executed = execute_program(&elf, &[&input], None, events)?;
    events.send("executed", json!({ "cycles": executed.cycles.to_string() }));
    if executed.journal != expected {
        return Err(EngineError::Execution(
            "the aggregator committed another list than the one asked for".into(),
        ));
    }
    let mut answer = json!({
        "journal": hex::encode(&executed.journal),
        "executedCycles": executed.cycles.to_string(),
    });
    let Some(seal_file) = &job.seal else { return Ok(answer) };

    let mut stdin = SP1Stdin::new();
    stdin.write_slice(&input);
    for Checked { seal, .. } in checked {
        // What goes beside the proof is read by the SDK's own dry run alone, which is not used here.
        let key = seal.vk.clone();
        stdin.write_proof(seal, key);
    }
    progress::reset();
    open_folders(job.steps.as_deref(), job.keys.as_deref())?;
    let proving_since = Instant::now();
    let ticker = tokio::spawn(tick(events.clone(), start));
    let made = tokio::select! {
        made = cpu(&elf, stdin, executed.cycles, SealKind::Stark, events, provers) => made,
        message = progress::failure() => Err(EngineError::Proving(message)),
    };
    ticker.abort();
    let prover_time = proving_since.elapsed().saturating_sub(saved::spent());
    if made.is_err() {
        provers.drop_failed();
    }
    let (seal, claim) = stark_seal(made?.proof, &expected)?;
    stop::unfinished(seal_file.clone());
    write_new(seal_file, &seal)?;
    stop::finished(seal_file);
    let reused = saved::reused();
    saved::close();
    let counts = progress::counts();
    let figures = json!({
        "shards": counts.shards_started,
        "recursionSteps": counts.steps_started,
        "reusedSteps": reused,
        "sealBytes": seal.len(),
        "circuit": CIRCUIT_VERSION,
        "elapsedMs": start.elapsed().as_secs_f64() * 1e3,
        "proverMs": prover_time.as_secs_f64() * 1e3,
        "peakBytes": machine::resident_bytes().1,
    });
    if let Value::Object(answer) = &mut answer {
        for part in [figures, claim] {
            if let Value::Object(part) = part {
                answer.extend(part);
            }
        }
    }
    Ok(answer)
}

/// Reads and verifies every seal: a wrong one would be found only when the recursion gets to it, hours later perhaps.
fn checked(job: &AggregateJob) -> Result<Vec<Checked>, EngineError> {
    let one = |(index, receipt): (usize, &crate::protocol::FoldedReceipt)| {
        let refuse = |reason: &str| EngineError::Fold { index, reason: reason.into() };
        let mut image_id = [0; 32];
        hex::decode_to_slice(&receipt.image_id, &mut image_id)
            .map_err(|_| refuse("its image ID is not 32 bytes of hex"))?;
        words(&image_id).ok_or_else(|| refuse("its image ID is none of SP1's"))?;
        let journal = hex::decode(&receipt.journal).map_err(|_| refuse("its journal is not in hex"))?;
        let bytes = read(&receipt.seal)?;
        let claim = check(&bytes).map_err(|e| refuse(&format!("its seal does not verify: {e:?}")))?;
        if claim.image_id != image_id || claim.journal_digest != sha256(&journal) {
            return Err(refuse("its seal is about another image or journal"));
        }
        let seal: Seal = bincode::deserialize(&bytes).map_err(|e| refuse(&e.to_string()))?;
        Ok(Checked { image_id, journal, seal })
    };
    job.receipts.iter().enumerate().map(one).collect()
}
