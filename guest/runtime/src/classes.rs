//! Size classes of the guest heap.
//!
//! Steps of 16 bytes up to 1 KiB, then two steps a doubling: the class of a small request is one shift, which
//! is what a compiler asks for nearly always, and a freed block is at most 50 % larger than what asked for it.

// Written out: the standard library's helpers compile to more instructions here, and an allocator's are counted.
#![allow(clippy::manual_div_ceil, clippy::manual_is_multiple_of)]

const STEP: usize = 16;
const SMALL: usize = 1024;
const SMALL_CLASSES: usize = SMALL / STEP;
/// Number of classes: 64 small ones and two per doubling up to 2^40 bytes.
pub const CLASSES: usize = SMALL_CLASSES + 2 * 30;

/// The class that serves a request of `size` bytes (1 ≤ `size` ≤ 2^40).
#[inline(always)]
pub fn class_of(size: usize) -> usize {
    if size <= SMALL {
        return (size + STEP - 1) / STEP - 1;
    }
    // size is in (2^k, 2^(k+1)]; the lower half of that range is served by 1.5 * 2^k.
    let k = (usize::BITS - 1 - (size - 1).leading_zeros()) as usize;
    let upper = size > (3usize << (k - 1));
    SMALL_CLASSES + 2 * (k - 10) + usize::from(upper)
}

/// Bytes that a block of this class has.
#[inline(always)]
pub fn class_size(class: usize) -> usize {
    if class < SMALL_CLASSES {
        return (class + 1) * STEP;
    }
    let large = class - SMALL_CLASSES;
    let k = large / 2 + 10;
    if large % 2 == 0 {
        3usize << (k - 1)
    } else {
        2usize << k
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_serves_exactly_the_sizes_up_to_its_own() {
        for class in 0..CLASSES {
            let size = class_size(class);
            assert_eq!(class_of(size), class);
            let previous = if class == 0 { 0 } else { class_size(class - 1) };
            assert!(previous < size);
            assert_eq!(class_of(previous + 1), class);
        }
        assert_eq!(class_size(CLASSES - 1), 1 << 40);
    }

    #[test]
    fn a_block_is_at_most_half_larger_than_a_request_of_more_than_a_step() {
        for size in STEP + 1..100_000 {
            let block = class_size(class_of(size));
            assert!(block >= size && block - size <= size.max(STEP), "{size} {block}");
        }
    }
}
