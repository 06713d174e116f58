//! Images: ELF in, image ID out.

use crate::error::EngineError;
use serde_json::{json, Value};
use sp1_sdk::{Elf, HashableKey, LightProver, Prover, ProvingKey};
use std::path::Path;
use zkcwasm_lines::read;
use zkcwasm_sha256::sha256;

/// Image ID (`vkey.bytes32()`) and hash of an ELF. The ID needs a commitment to the whole program: some seconds.
pub async fn identify(path: &Path) -> Result<Value, EngineError> {
    let bytes = read(path)?;
    let elf_hash = hex::encode(sha256(&bytes));
    let prover = LightProver::new().await;
    let key = prover.setup(Elf::from(bytes)).await.map_err(|e| EngineError::Image(e.to_string()))?;
    Ok(json!({ "imageId": image_id(key.verifying_key()), "elfHash": elf_hash }))
}

/// The image ID of a program, from its verifying key: hex, without prefix.
pub fn image_id(key: &impl HashableKey) -> String {
    key.bytes32().trim_start_matches("0x").to_string()
}
