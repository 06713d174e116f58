//! Field elements as the words that they are in memory: `KoalaBear` in Montgomery form, below the prime.

use slop_algebra::PrimeField32;
use sp1_primitives::SP1Field;

/// `KoalaBear`'s prime, 2^31 - 2^24 + 1.
pub const PRIME: u32 = SP1Field::ORDER_U32;
/// Its inverse modulo 2^32.
pub const PRIME_INVERSE: u32 = 0x8100_0001;
/// 2^64 modulo the prime: the Montgomery product with it takes a number to Montgomery form.
const SQUARE_OF_R: u64 = ((1u128 << 64) % PRIME as u128) as u64;

const _: () = assert!(PRIME.wrapping_mul(PRIME_INVERSE) == 1);

/// The words of field elements.
pub fn to_words<const N: usize>(fields: [SP1Field; N]) -> [u32; N] {
    // SAFETY: `KoalaBear` is `repr(transparent)` over `u32`, and each of its values is a `u32`.
    unsafe { core::mem::transmute_copy(&fields) }
}

/// Field elements from words, which must be below the prime.
pub fn from_words<const N: usize>(words: [u32; N]) -> [SP1Field; N] {
    debug_assert!(words.iter().all(|word| *word < PRIME));
    // SAFETY: `KoalaBear` is `repr(transparent)` over `u32`. Any bits are a value of it; arithmetic wants them below the prime.
    unsafe { core::mem::transmute_copy(&words) }
}

/// A number below the prime as a field element.
pub fn from_number(number: u32) -> SP1Field {
    debug_assert!(number < PRIME);
    let [field] = from_words([reduce(u64::from(number) * SQUARE_OF_R)]);
    field
}

/// Montgomery reduction: x / 2^32 modulo the prime, for x below 2^32 times the prime.
#[inline(always)]
pub fn reduce(x: u64) -> u32 {
    let t = (x as u32).wrapping_mul(PRIME_INVERSE);
    let (difference, below) = x.overflowing_sub(u64::from(t) * u64::from(PRIME));
    let high = (difference >> 32) as u32;
    if below {
        high.wrapping_add(PRIME)
    } else {
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use slop_algebra::AbstractField;

    #[test]
    fn numbers_are_the_fields_own() {
        for number in [0, 1, 2, 12345, 1 << 24, PRIME - 2, PRIME - 1] {
            assert_eq!(from_number(number), SP1Field::from_canonical_u32(number));
            assert_eq!(from_words(to_words([from_number(number)])), [from_number(number)]);
        }
    }
}
