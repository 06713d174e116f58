//! Seals of half the size.
//!
//! Most of a proof are openings of Merkle trees, a path from leaf to root for each of 124 queries. All trees are opened at the same
//! places, and the paths of one tree meet. A packed seal has the places once, each opened leaf once, and of the nodes only those that
//! the others do not give; roots are computed. Nothing else is left out, and what was left out is put back exactly.
//!
//! ```text
//! length of the head         4 bytes, little-endian
//! head                       bincode of the proof, less the openings
//! then, bit after bit, the lowest bit of a byte first:
//! places                     of each query, its leaf in the largest tree
//! for each opening           leaves: their values, 31 bits each, rising by place
//!                            nodes: level by level from the leaves, rising by place, 8 values of 31 bits each
//! zeros up to a whole byte
//! ```
//!
//! A proof has one packed form. Values are below the prime, lengths follow from the head, and a node that is the same as its sibling
//! is refused, since either of two places would do then; no honest proof has one.

mod bits;
mod layout;
mod opening;
mod pack;
mod places;
mod unpack;

pub use layout::{MAX_RATIO, MAX_UNPACKED_BYTES};
pub use pack::pack;
pub use unpack::unpack;
