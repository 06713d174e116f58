//! Four words in a vector of WebAssembly SIMD, which Node 20, Deno, Bun and browsers have.

use crate::words::{PRIME, PRIME_INVERSE};
use core::arch::wasm32::*;

/// Four field elements, in Montgomery form.
#[derive(Clone, Copy)]
pub struct Lanes(v128);

impl Lanes {
    #[inline(always)]
    pub fn new([a, b, c, d]: [u32; 4]) -> Self {
        Self(u32x4(a, b, c, d))
    }

    #[inline(always)]
    pub fn all(word: u32) -> Self {
        Self(u32x4_splat(word))
    }

    #[inline(always)]
    pub fn words(self) -> [u32; 4] {
        [
            u32x4_extract_lane::<0>(self.0),
            u32x4_extract_lane::<1>(self.0),
            u32x4_extract_lane::<2>(self.0),
            u32x4_extract_lane::<3>(self.0),
        ]
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        let sum = u32x4_add(self.0, other.0);
        Self(u32x4_min(sum, u32x4_sub(sum, u32x4_splat(PRIME))))
    }

    /// The difference of two numbers below the prime.
    #[inline(always)]
    fn subtract(self, other: Self) -> Self {
        let difference = u32x4_sub(self.0, other.0);
        Self(u32x4_min(difference, u32x4_add(difference, u32x4_splat(PRIME))))
    }

    #[inline(always)]
    pub fn negate(self) -> Self {
        Self::all(0).subtract(self)
    }

    #[inline(always)]
    pub fn multiply(self, other: Self) -> Self {
        Wide(u64x2_extmul_low_u32x4(self.0, other.0), u64x2_extmul_high_u32x4(self.0, other.0)).reduce()
    }
}

/// Four numbers of 64 bits, the lower two lanes first.
#[derive(Clone, Copy)]
pub struct Wide(v128, v128);

impl Wide {
    #[inline(always)]
    pub fn shifted(Lanes(x): Lanes, bits: u32) -> Self {
        Self(u64x2_shl(u64x2_extend_low_u32x4(x), bits), u64x2_shl(u64x2_extend_high_u32x4(x), bits))
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(u64x2_add(self.0, other.0), u64x2_add(self.1, other.1))
    }

    /// Montgomery reduction, as `words::reduce`: low halves cancel, so the high ones are subtracted.
    #[inline(always)]
    pub fn reduce(self) -> Lanes {
        let low = u32x4_shuffle::<0, 2, 4, 6>(self.0, self.1);
        let high = u32x4_shuffle::<1, 3, 5, 7>(self.0, self.1);
        let t = u32x4_mul(low, u32x4_splat(PRIME_INVERSE));
        let prime = u32x4_splat(PRIME);
        let (first, last) = (u64x2_extmul_low_u32x4(t, prime), u64x2_extmul_high_u32x4(t, prime));
        Lanes(high).subtract(Lanes(u32x4_shuffle::<1, 3, 5, 7>(first, last)))
    }
}
