//! Numbers of 256 bits, big endian; arithmetic is the host's, and what does not fit reverts.

use crate::{host, revert, Bytes32};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct U256(pub Bytes32);

impl U256 {
    pub const ZERO: Self = Self([0; 32]);
    pub const MAX: Self = Self([255; 32]);

    pub const fn new(value: u64) -> Self {
        let (mut bytes, low) = ([0; 32], value.to_be_bytes());
        let mut i = 0;
        while i < 8 {
            bytes[24 + i] = low[i];
            i += 1;
        }
        Self(bytes)
    }

    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// The low 64 bits.
    pub fn low(&self) -> u64 {
        let mut low = [0; 8];
        low.copy_from_slice(&self.0[24..]);
        u64::from_be_bytes(low)
    }

    pub fn plus(&self, other: &Self) -> Self {
        fitting(host::arithmetic(host::u256_add, &self.0, &other.0))
    }

    pub fn minus(&self, other: &Self) -> Self {
        fitting(host::arithmetic(host::u256_sub, &self.0, &other.0))
    }

    pub fn times(&self, other: &Self) -> Self {
        fitting(host::arithmetic(host::u256_mul, &self.0, &other.0))
    }

    /// Rounded down; traps where the divisor is zero.
    pub fn divided_by(&self, divisor: &Self) -> Self {
        Self(host::divrem(&self.0, &divisor.0).0)
    }

    /// self × by ÷ divisor over the whole product, rounded down.
    pub fn scaled(&self, by: &Self, divisor: &Self) -> Self {
        fitting(host::muldiv(&self.0, &by.0, &divisor.0))
    }
}

fn fitting((value, over): (Bytes32, bool)) -> U256 {
    if over {
        revert(b"a number does not fit 256 bits");
    }
    U256(value)
}
