//! What a call returns, logs or passes on: fields one after the other, in a buffer of a fixed size.

use crate::{host, Bytes32, U256};

pub struct Output<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Output<N> {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self { bytes: [0; N], length: 0 }
    }

    fn put(mut self, bytes: &[u8]) -> Self {
        self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
        self
    }

    pub fn u8(self, value: u8) -> Self {
        self.put(&[value])
    }

    /// Big endian.
    pub fn u64(self, value: u64) -> Self {
        self.put(&value.to_be_bytes())
    }

    pub fn bytes32(self, value: &Bytes32) -> Self {
        self.put(value)
    }

    pub fn u256(self, value: &U256) -> Self {
        self.put(&value.0)
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Makes it what this call returns.
    pub fn give(self) {
        host::output_write(self.bytes());
    }
}
