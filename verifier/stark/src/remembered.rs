//! Poseidon2 that remembers. The queries of a proof meet on their way to the root, so that two of five permutations of a
//! verification are ones that it has done before.
//!
//! What is remembered has been computed here, by SP1's own permutation or four at once (`lanes`), so a result never depends on
//! whether it was. The table has a fixed size and no chains: inputs that are made to collide in it are computed, and cost no more
//! than without it.

use crate::lanes::{self, State};
use crate::words::{from_words, to_words};
use slop_koala_bear::{my_kb_16_perm, KoalaPerm};
use slop_symmetric::{CryptographicPermutation, Permutation};
use sp1_primitives::SP1Field;
use std::cell::RefCell;
use std::sync::Arc;

const BUCKETS: usize = 1 << 14;
/// Entries of a bucket.
const WAYS: usize = 4;

/// SP1's Poseidon2 over 16 words, remembered since the last [`forget`].
#[derive(Clone)]
pub struct Remembered(Arc<KoalaPerm>);

impl Default for Remembered {
    fn default() -> Self {
        Self(Arc::new(my_kb_16_perm()))
    }
}

impl Permutation<[SP1Field; 16]> for Remembered {
    fn permute_mut(&self, state: &mut [SP1Field; 16]) {
        let before = to_words(*state);
        if let Some(after) = TABLE.with_borrow(|table| table.find(&before)) {
            *state = from_words(after);
            return;
        }
        self.0.permute_mut(state);
        TABLE.with_borrow_mut(|table| table.put(before, to_words(*state)));
    }
}

impl CryptographicPermutation<[SP1Field; 16]> for Remembered {}

/// Permutes all states, four at once, and remembers them.
pub fn permute_all(states: &mut [State]) {
    TABLE.with_borrow_mut(|table| {
        for chunk in states.chunks_mut(4) {
            let mut four = [[0; 16]; 4];
            four[..chunk.len()].copy_from_slice(chunk);
            lanes::permute(&mut four);
            for (state, after) in chunk.iter_mut().zip(four) {
                table.put(*state, after);
                *state = after;
            }
        }
    });
}

/// Empties the table: what one proof needed is of no use to the next.
pub fn forget() {
    TABLE.with_borrow_mut(|table| {
        table.entries.clear();
        table.buckets.clear();
        table.buckets.resize(BUCKETS, [0; WAYS]);
    });
}

thread_local! {
    static TABLE: RefCell<Table> = const { RefCell::new(Table { entries: Vec::new(), buckets: Vec::new() }) };
}

struct Table {
    /// State before and after.
    entries: Vec<(State, State)>,
    /// Numbers of entries, from 1; 0 where there is none.
    buckets: Vec<[u32; WAYS]>,
}

impl Table {
    fn find(&self, before: &State) -> Option<State> {
        let bucket = self.buckets.get(bucket_of(before))?;
        bucket.iter().take_while(|number| **number != 0).find_map(|number| {
            let (key, after) = &self.entries[*number as usize - 1];
            (key == before).then_some(*after)
        })
    }

    fn put(&mut self, before: State, after: State) {
        let Some(bucket) = self.buckets.get_mut(bucket_of(&before)) else { return };
        let Some(free) = bucket.iter_mut().find(|number| **number == 0) else { return };
        self.entries.push((before, after));
        *free = self.entries.len() as u32;
    }
}

/// One word of each half: they are outputs of Poseidon2 where the proof is honest.
fn bucket_of(state: &State) -> usize {
    let mixed = (u64::from(state[0]) << 32 | u64::from(state[8])).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 50) as usize % BUCKETS
}

#[cfg(test)]
mod tests {
    use super::*;
    use slop_algebra::AbstractField;

    fn state(seed: u32) -> [SP1Field; 16] {
        core::array::from_fn(|i| {
            SP1Field::from_wrapped_u32(seed.wrapping_mul(0x9e37_79b9).wrapping_add(i as u32 * 77))
        })
    }

    #[test]
    fn the_same_as_sp1s_whether_remembered_or_not() {
        let (ours, sp1s) = (Remembered::default(), my_kb_16_perm());
        forget();
        let mut ahead: Vec<State> = (0..50).map(|seed| to_words(state(seed))).collect();
        permute_all(&mut ahead);
        for seed in 0..100 {
            let expected = sp1s.permute(state(seed));
            assert_eq!(ours.permute(state(seed)), expected, "first {seed}");
            assert_eq!(ours.permute(state(seed)), expected, "again {seed}");
            if let Some(after) = ahead.get(seed as usize) {
                assert_eq!(from_words(*after), expected, "four at once {seed}");
            }
        }
    }

    #[test]
    fn a_full_bucket_changes_nothing() {
        let (ours, sp1s) = (Remembered::default(), my_kb_16_perm());
        forget();
        for i in 0..20 {
            let mut one = state(1);
            one[3] = SP1Field::from_canonical_u32(i);
            assert_eq!(ours.permute(one), sp1s.permute(one));
        }
        TABLE.with_borrow(|table| assert_eq!(table.entries.len(), WAYS));
    }
}
