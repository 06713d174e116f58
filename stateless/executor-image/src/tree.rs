//! Hashes of the sparse tree, and subtrees that are made of entries: `stateless/src/keyed/hash.ts` and `tree.ts`.

use crate::fields::Bytes32;
use crate::hashes::sha256;
use crate::witness::{bit, EMPTY, INNER, LEAF, ZERO};

/// A key with its value.
#[derive(Clone)]
pub struct Leaf {
    pub key: Bytes32,
    pub value: Bytes32,
}

/// A subtree after the changes.
pub struct After {
    pub hash: Bytes32,
    pub kind: u8,
    /// Where it stands in the proof, if it is as it was.
    pub index: Option<usize>,
}

fn hash(tag: u8, a: &Bytes32, b: &Bytes32) -> Bytes32 {
    let mut text = [tag; 65];
    text[1..33].copy_from_slice(a);
    text[33..].copy_from_slice(b);
    sha256(&text)
}

/// SHA-256(0, key, value).
pub fn hash_leaf(leaf: &Leaf) -> Bytes32 {
    hash(0, &leaf.key, &leaf.value)
}

/// SHA-256(1, left, right).
pub fn hash_inner(left: &Bytes32, right: &Bytes32) -> Bytes32 {
    hash(1, left, right)
}

/// The subtree of some entries, whose keys are sorted, each there once.
pub fn build(entries: &[Leaf], depth: usize) -> After {
    match entries {
        [] => After { hash: ZERO, kind: EMPTY, index: None },
        [only] => After { hash: hash_leaf(only), kind: LEAF, index: None },
        _ => {
            let middle = entries.partition_point(|entry| bit(&entry.key, depth) == 0);
            let (left, right) = (build(&entries[..middle], depth + 1), build(&entries[middle..], depth + 1));
            After { hash: hash_inner(&left.hash, &right.hash), kind: INNER, index: None }
        }
    }
}
