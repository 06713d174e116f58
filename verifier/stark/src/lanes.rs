//! SP1's Poseidon2 over `KoalaBear`, four states at once: one in each lane of a 128-bit vector. Constants are slop-koala-bear's;
//! the layers are those of p3-poseidon2 and p3-koala-bear, over vectors.

#[cfg(target_arch = "wasm32")]
#[path = "lanes_wasm.rs"]
mod vector;
#[cfg(not(target_arch = "wasm32"))]
#[path = "lanes_plain.rs"]
mod vector;

use crate::words::to_words;
use slop_koala_bear::{KoalaBear_BEGIN_EXT_CONSTS, KoalaBear_END_EXT_CONSTS, KoalaBear_PARTIAL_CONSTS};
use std::sync::OnceLock;
use vector::{Lanes, Wide};

/// The permutation's 16 words, in Montgomery form.
pub type State = [u32; 16];

/// The diagonal of the internal layer, less one, is -2 and then these powers of two.
const SHIFTS: [u32; 15] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15];

/// Constants of the rounds.
struct Rounds {
    first: [State; 4],
    partial: [u32; 20],
    last: [State; 4],
}

fn rounds() -> &'static Rounds {
    static ROUNDS: OnceLock<Rounds> = OnceLock::new();
    ROUNDS.get_or_init(|| Rounds {
        first: KoalaBear_BEGIN_EXT_CONSTS.map(to_words),
        partial: to_words(*KoalaBear_PARTIAL_CONSTS),
        last: KoalaBear_END_EXT_CONSTS.map(to_words),
    })
}

/// Permutes four states.
pub fn permute(states: &mut [State; 4]) {
    let rounds = rounds();
    let mut state: [Lanes; 16] =
        core::array::from_fn(|i| Lanes::new([states[0][i], states[1][i], states[2][i], states[3][i]]));
    external_layer(&mut state);
    for constants in &rounds.first {
        external_round(&mut state, constants);
    }
    for constant in rounds.partial {
        state[0] = cube(state[0].add(Lanes::all(constant)));
        internal_layer(&mut state);
    }
    for constants in &rounds.last {
        external_round(&mut state, constants);
    }
    for (i, lanes) in state.into_iter().enumerate() {
        for (state, word) in states.iter_mut().zip(lanes.words()) {
            state[i] = word;
        }
    }
}

#[inline(always)]
fn external_round(state: &mut [Lanes; 16], constants: &State) {
    for (lanes, constant) in state.iter_mut().zip(constants) {
        *lanes = cube(lanes.add(Lanes::all(*constant)));
    }
    external_layer(state);
}

#[inline(always)]
fn cube(x: Lanes) -> Lanes {
    x.multiply(x).multiply(x)
}

/// circ(2 M, M, M, M), where M is the matrix of `quarter`.
#[inline(always)]
fn external_layer(state: &mut [Lanes; 16]) {
    for i in 0..4 {
        quarter(&mut state[4 * i..4 * i + 4]);
    }
    for k in 0..4 {
        let sum = state[k].add(state[4 + k]).add(state[8 + k].add(state[12 + k]));
        for j in 0..4 {
            state[4 * j + k] = state[4 * j + k].add(sum);
        }
    }
}

/// Four words times the matrix of rows 2 3 1 1, 1 2 3 1, 1 1 2 3 and 3 1 1 2.
#[inline(always)]
fn quarter(x: &mut [Lanes]) {
    let (first, second) = (x[0].add(x[1]), x[2].add(x[3]));
    let all = first.add(second);
    let (more1, more3) = (all.add(x[1]), all.add(x[3]));
    x[3] = more3.add(x[0].add(x[0]));
    x[1] = more1.add(x[2].add(x[2]));
    x[0] = more1.add(first);
    x[2] = more3.add(second);
}

/// The sum of all words, plus each word times its power of two, over 2^32: the form in which p3-koala-bear has this layer.
#[inline(always)]
fn internal_layer(state: &mut [Lanes; 16]) {
    let others = state[2..].iter().fold(Wide::shifted(state[1], 0), |sum, x| sum.add(Wide::shifted(*x, 0)));
    let all = others.add(Wide::shifted(state[0], 0));
    state[0] = others.add(Wide::shifted(state[0].negate(), 0)).reduce();
    for (x, shift) in state[1..].iter_mut().zip(SHIFTS) {
        *x = all.add(Wide::shifted(*x, shift)).reduce();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{from_words, PRIME};
    use slop_koala_bear::my_kb_16_perm;
    use slop_symmetric::Permutation;

    #[test]
    fn each_lane_is_sp1s_permutation() {
        let edges = [0, 1, PRIME - 1, PRIME / 2, 0x0100_0000, 0x7eff_ffff];
        let mut seed = 1u32;
        for round in 0..500 {
            let mut states = [[0u32; 16]; 4];
            for word in states.iter_mut().flatten() {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *word = if round < 50 { edges[seed as usize % edges.len()] } else { seed % PRIME };
            }
            let expected = states.map(|state| to_words(my_kb_16_perm().permute(from_words(state))));
            permute(&mut states);
            assert_eq!(states, expected);
        }
    }
}
