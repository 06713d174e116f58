//! One opened tree, from its leaves to its root.

use super::layout::Tree;
use super::places::Places;
use crate::check::Refusal;
use crate::context::{Context, Digest, DIGEST_WORDS};
use crate::lanes::State;
use crate::remembered::permute_all;
use crate::words::{from_words, to_words};
use slop_merkle_tree::{MerkleTreeOpeningAndProof, MerkleTreeTcsProof};
use slop_tensor::{Dimensions, Tensor};
use sp1_primitives::SP1Field;

/// An opening, with the paths and values of all queries.
pub type Opening = MerkleTreeOpeningAndProof<Context>;

/// Where the nodes come from that the opened leaves do not give.
pub trait Siblings {
    /// The sibling of the node at this position of the level, which is not on the way of any query.
    fn missing(&mut self, level: usize, position: usize) -> Result<Digest, Refusal>;
    /// The siblings of all nodes of a level.
    fn known(&mut self, level: usize, places: &Places, siblings: &[Digest]) -> Result<(), Refusal>;
}

/// Goes up from leaves, values one after the other, and computes the root.
pub fn climb(
    tree: &Tree,
    leaves: Places,
    values: &[SP1Field],
    siblings: &mut impl Siblings,
) -> Result<Digest, Refusal> {
    let mut digests = hash_leaves(values, tree.width, leaves.nodes.len());
    let mut places = leaves;
    for level in 0..tree.height {
        let mut found = vec![Digest::default(); digests.len()];
        let mut pairs: Vec<State> = Vec::with_capacity(digests.len());
        let mut i = 0;
        while i < digests.len() {
            let node = places.nodes[i];
            let (left, right) = if node.is_multiple_of(2) && places.nodes.get(i + 1) == Some(&(node + 1)) {
                (found[i], found[i + 1]) = (digests[i + 1], digests[i]);
                i += 2;
                (digests[i - 2], digests[i - 1])
            } else {
                found[i] = siblings.missing(level, i)?;
                i += 1;
                if node.is_multiple_of(2) {
                    (digests[i - 1], found[i - 1])
                } else {
                    (found[i - 1], digests[i - 1])
                }
            };
            if left == right {
                return Err(Refusal::Malformed);
            }
            let mut pair = State::default();
            pair[..DIGEST_WORDS].copy_from_slice(&to_words(left));
            pair[DIGEST_WORDS..].copy_from_slice(&to_words(right));
            pairs.push(pair);
        }
        siblings.known(level, &places, &found)?;
        permute_all(&mut pairs);
        digests = pairs.iter().map(first_half).collect();
        places = places.parents();
    }
    match digests[..] {
        [root] => Ok(root),
        _ => Err(Refusal::Malformed),
    }
}

/// The sponge of `MerkleTreeTcs` over each leaf.
fn hash_leaves(values: &[SP1Field], width: usize, leaves: usize) -> Vec<Digest> {
    let mut states = vec![State::default(); leaves];
    for from in (0..width).step_by(DIGEST_WORDS) {
        let to = width.min(from + DIGEST_WORDS);
        for (leaf, state) in states.iter_mut().enumerate() {
            for (word, value) in state.iter_mut().zip(&values[leaf * width..][from..to]) {
                [*word] = to_words([*value]);
            }
        }
        permute_all(&mut states);
    }
    states.iter().map(first_half).collect()
}

fn first_half(state: &State) -> Digest {
    from_words(core::array::from_fn(|i| state[i]))
}

/// Puts an opening together: `values` and `paths` of all queries, one after the other.
pub fn opening(
    tree: &Tree,
    queries: usize,
    values: Vec<SP1Field>,
    merkle_root: Digest,
    paths: Vec<Digest>,
) -> Result<Opening, Refusal> {
    Ok(Opening {
        values: tensor(values, [queries, tree.width])?,
        proof: MerkleTreeTcsProof {
            merkle_root,
            log_tensor_height: tree.height,
            width: tree.width,
            paths: tensor(paths, [queries, tree.height])?,
        },
    })
}

fn tensor<T>(items: Vec<T>, sizes: [usize; 2]) -> Result<Tensor<T>, Refusal> {
    let dimensions = Dimensions::try_from(sizes).map_err(|_| Refusal::Malformed)?;
    Tensor::try_from_parts(items.into(), dimensions).map_err(|_| Refusal::Malformed)
}
