//! What all nodes of a session agree on, and its id: `stateless/src/deploy/description.ts`.

use crate::fault::Fault;
use crate::fields::{put_bytes, Bytes32, Fields};
use crate::hashes::sha256;

const DOMAIN: &[u8] = b"zkcwasm environment 1\n";
const MAX_CHAIN_BYTES: usize = 64;

/// An environment that was described.
pub struct Environment {
    pub id: Bytes32,
    pub max_transaction_fuel: u64,
    pub max_block_fuel: u64,
}

impl Environment {
    /// Takes a description: chain, digests of policy and import list, profile of the runner or nothing, most fuel of a
    /// transaction and of a block.
    pub fn read(fields: &mut Fields<'_>) -> Result<Self, Fault> {
        let chain = fields.bytes(MAX_CHAIN_BYTES)?;
        let (policy, imports) = (fields.bytes32()?, fields.bytes32()?);
        let runner = fields.bytes(32)?;
        if runner.len() % 32 != 0 {
            return Err(Fault::Input("a runner's profile has 32 bytes"));
        }
        let (max_transaction_fuel, max_block_fuel) = (fields.u64()?, fields.u64()?);
        let mut text = DOMAIN.to_vec();
        put_bytes(&mut text, chain);
        text.extend(policy);
        text.extend(imports);
        put_bytes(&mut text, runner);
        text.extend(max_transaction_fuel.to_le_bytes());
        text.extend(max_block_fuel.to_le_bytes());
        Ok(Self { id: sha256(&text), max_transaction_fuel, max_block_fuel })
    }
}
