//! SP1's prover network: the program is registered there, the proof is asked for, waited for and fetched. What it is
//! worth is found out by whoever asked, as with every proof.
//!
//! A request that nobody waits for any more is cancelled, since the account pays for it.

use crate::error::EngineError;
use crate::image::image_id;
use crate::made::Made;
use crate::stop;
use serde_json::json;
use sp1_sdk::network::signer::NetworkSigner;
use sp1_sdk::network::{Error, NetworkMode, B256};
use sp1_sdk::{
    Elf, NetworkProver, ProveRequest, Prover, ProverClient, ProvingKey as _, SP1ProofMode, SP1Stdin,
};
use std::fmt::Display;
use std::time::Duration;
use zkcwasm_lines::Events;

/// Where the network is, if it is not SP1's own; the SDK's name.
const URL: &str = "NETWORK_RPC_URL";
/// The account's key; the SDK's name.
const KEY: &str = "NETWORK_PRIVATE_KEY";
/// Most seconds that are waited for a proof, from the request on.
const SECONDS: &str = "ZKCWASM_NETWORK_SECONDS";
/// How long a request without a prover is left in the auction.
const AUCTION: Duration = Duration::from_secs(30);

/// Has the network prove a program.
pub async fn prove(
    elf: &[u8],
    stdin: SP1Stdin,
    mode: SP1ProofMode,
    events: &Events,
) -> Result<Made, EngineError> {
    let key = std::env::var(KEY).unwrap_or_default();
    if key.is_empty() {
        return Err(unavailable(format!("the prover network needs an account: set {KEY}")));
    }
    let signer = NetworkSigner::local(&key)
        .map_err(|_| unavailable(format!("{KEY} is not a private key: 32 bytes in hexadecimal digits")))?;
    let timeout = seconds()?;
    events.send("phase", json!({ "phase": "start" }));
    let mut builder = ProverClient::builder().network().signer(signer);
    if let Ok(url) = std::env::var(URL) {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(unavailable(format!("{URL} is not the address of a network: {url}")));
        }
        builder = builder.rpc_url(&url);
    }
    let prover = builder.build().await;
    events.send("phase", json!({ "phase": "setup" }));
    let key = prover.setup(Elf::from(elf)).await.map_err(|e| EngineError::Image(e.to_string()))?;
    let image_id = image_id(key.verifying_key());
    events.send("phase", json!({ "phase": "request", "imageId": image_id }));
    let mut request = prover.prove(&key, stdin).mode(mode);
    if let Some(timeout) = timeout {
        request = request.timeout(timeout);
    }
    let id = request.request().await.map_err(|e| failed(&e))?;
    events.send("phase", json!({ "phase": "prove", "imageId": image_id, "request": id.to_string() }));
    stop::first(Some(Box::pin(cancel(prover.clone(), id))));
    let proof = prover.wait_proof(id, timeout, Some(AUCTION)).await;
    stop::first(None);
    let proof = match proof {
        Ok(proof) => proof,
        Err(error) => {
            // The network might still prove what nobody waits for.
            if let Some(Error::RequestTimedOut { .. }) = error.downcast_ref() {
                cancel(prover, id).await;
            }
            return Err(failed(&error));
        }
    };
    Ok(Made { proof: proof.proof, public_values: proof.public_values.to_vec(), image_id })
}

/// What [`SECONDS`] says.
fn seconds() -> Result<Option<Duration>, EngineError> {
    let Ok(text) = std::env::var(SECONDS) else { return Ok(None) };
    match text.parse() {
        Ok(seconds @ 1..) => Ok(Some(Duration::from_secs(seconds))),
        _ => Err(unavailable(format!("{SECONDS} is not a number of seconds: {text}"))),
    }
}

fn unavailable(message: String) -> EngineError {
    EngineError::ProverUnavailable(message)
}

/// An error of the SDK, with its causes.
fn failed(error: &dyn Display) -> EngineError {
    EngineError::Network(format!("{error:#}"))
}

/// Takes a request back. Where that fails, the network does so itself at the request's deadline.
async fn cancel(prover: NetworkProver, id: B256) {
    if prover.network_mode() == NetworkMode::Mainnet {
        let _ = prover.cancel_request(id).await;
    }
}
