//! Hash functions of the host API and of the state.

use crate::protocol::Bytes32;
use sha2::Digest;

pub fn sha256(bytes: &[u8]) -> Bytes32 {
    zkcwasm_sha256::sha256(bytes)
}

pub fn keccak256(bytes: &[u8]) -> Bytes32 {
    sha3::Keccak256::digest(bytes).into()
}
