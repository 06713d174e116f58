//! The input, read from its beginning; what is missing or left over reverts.

use crate::{host, revert, Bytes32, U256};

pub struct Input {
    at: usize,
    length: usize,
}

impl Input {
    /// Of this call.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { at: 0, length: host::input_length() }
    }

    fn take<const N: usize>(&mut self) -> [u8; N] {
        if self.length - self.at < N {
            revert(b"the input is too short");
        }
        let mut out = [0; N];
        host::input_read(self.at, &mut out);
        self.at += N;
        out
    }

    pub fn u8(&mut self) -> u8 {
        self.take::<1>()[0]
    }

    /// Big endian.
    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.take())
    }

    pub fn bytes32(&mut self) -> Bytes32 {
        self.take()
    }

    pub fn u256(&mut self) -> U256 {
        U256(self.take())
    }

    /// All that is left, as much as fits; more reverts.
    pub fn rest<'a>(&mut self, out: &'a mut [u8]) -> &'a [u8] {
        let left = self.length - self.at;
        if left > out.len() {
            revert(b"the input is too long");
        }
        host::input_read(self.at, &mut out[..left]);
        self.at = self.length;
        &out[..left]
    }

    /// Nothing may follow.
    pub fn end(&self) {
        if self.at != self.length {
            revert(b"the input is too long");
        }
    }
}
