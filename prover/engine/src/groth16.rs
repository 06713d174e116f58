//! What a Groth16 seal needs of this machine, looked for before hours are spent on the proof that it shrinks.
//!
//! The SDK makes such seals with gnark, which it runs in Docker, under a circuit and proving key that Succinct publishes:
//! only proofs under that key verify with the key that the crate `sp1-verifier` embeds.

use crate::error::EngineError;
use serde_json::json;
use sp1_prover::build::{groth16_circuit_artifacts_dir, try_install_circuit_artifacts};
use sp1_sdk::SP1Proof;
use std::process::{Command, Stdio};
use zkcwasm_lines::Events;

/// Finds Docker and the official circuit; the SDK fetches the circuit where it is missing.
pub async fn prepare(events: &Events) -> Result<(), EngineError> {
    let mut docker = Command::new("docker");
    docker.arg("info").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if !docker.status().is_ok_and(|status| status.success()) {
        return Err(EngineError::ProverUnavailable(
            "SP1 makes Groth16 seals in Docker, which does not run here: install and start Docker, or use --prover network"
                .into(),
        ));
    }
    let folder =
        groth16_circuit_artifacts_dir().map_err(|e| EngineError::ProverUnavailable(e.to_string()))?;
    events.send("phase", json!({ "phase": "circuit" }));
    match try_install_circuit_artifacts("groth16").await {
        Ok(_) => Ok(()),
        Err(e) => Err(EngineError::ProverUnavailable(format!(
            "SP1's official Groth16 circuit is not in {} and cannot be fetched ({e:#}): copy it there from a machine that \
             can (SP1_GROTH16_CIRCUIT_PATH names another folder), or use --prover network",
            folder.display()
        ))),
    }
}

/// The bytes that verifiers take: first four bytes of the key's hash, then the proof as gnark wrote it.
pub fn seal(proof: &SP1Proof) -> Result<Vec<u8>, EngineError> {
    let SP1Proof::Groth16(proof) = proof else {
        return Err(EngineError::Proving("the prover returned another kind of proof".into()));
    };
    let encoded = hex::decode(&proof.encoded_proof).map_err(|e| EngineError::Proving(e.to_string()))?;
    if encoded.is_empty() {
        return Err(EngineError::Proving("the prover returned a mock proof".into()));
    }
    Ok([&proof.groth16_vkey_hash[..4], &encoded].concat())
}
