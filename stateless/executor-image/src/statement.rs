//! What an execution says, in 161 bytes: a u8 of version (1), then 32 bytes each: the environment's id, the root before, the
//! block's id, the root after, the digest of the receipts.

use crate::fields::Bytes32;

const VERSION: u8 = 1;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub environment: Bytes32,
    pub pre_root: Bytes32,
    pub block: Bytes32,
    pub post_root: Bytes32,
    pub receipts: Bytes32,
}

impl Statement {
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for field in [&self.environment, &self.pre_root, &self.block, &self.post_root, &self.receipts] {
            bytes.extend(field);
        }
        bytes
    }
}
