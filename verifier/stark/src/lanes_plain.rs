//! Four words, for processors without the vectors of `lanes_wasm.rs`.

use crate::words::{reduce, PRIME};

/// Four field elements, in Montgomery form.
#[derive(Clone, Copy)]
pub struct Lanes([u32; 4]);

impl Lanes {
    pub fn new(words: [u32; 4]) -> Self {
        Self(words)
    }

    pub fn all(word: u32) -> Self {
        Self([word; 4])
    }

    pub fn words(self) -> [u32; 4] {
        self.0
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(core::array::from_fn(|i| {
            let sum = self.0[i] + other.0[i];
            sum.min(sum.wrapping_sub(PRIME))
        }))
    }

    #[inline(always)]
    pub fn negate(self) -> Self {
        Self(self.0.map(|word| if word == 0 { 0 } else { PRIME - word }))
    }

    #[inline(always)]
    pub fn multiply(self, other: Self) -> Self {
        Self(core::array::from_fn(|i| reduce(u64::from(self.0[i]) * u64::from(other.0[i]))))
    }
}

/// Four numbers of 64 bits.
#[derive(Clone, Copy)]
pub struct Wide([u64; 4]);

impl Wide {
    #[inline(always)]
    pub fn shifted(lanes: Lanes, bits: u32) -> Self {
        Self(lanes.0.map(|word| u64::from(word) << bits))
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(core::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    #[inline(always)]
    pub fn reduce(self) -> Lanes {
        Lanes(self.0.map(reduce))
    }
}
