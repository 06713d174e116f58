//! Hash functions of the host API.

use crate::protocol::Bytes32;
use sha2::Digest;

pub fn sha256(bytes: &[u8]) -> Bytes32 {
    sha2::Sha256::digest(bytes).into()
}

pub fn keccak256(bytes: &[u8]) -> Bytes32 {
    sha3::Keccak256::digest(bytes).into()
}
