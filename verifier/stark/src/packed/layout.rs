//! Which openings a proof has, as its head tells.

use crate::check::Refusal;
use crate::context::{Proof, DIGEST_WORDS};
use slop_algebra::{AbstractExtensionField, TwoAdicField};
use sp1_primitives::fri_params::recursion_fri_config;
use sp1_primitives::{SP1ExtensionField, SP1Field};

/// Most bytes that a seal has in SP1's form: as many as a receipt may have.
pub const MAX_UNPACKED_BYTES: usize = 8 << 20;
/// A seal in SP1's form is at most so many times as large as its packed form; of honest ones, 2.
pub const MAX_RATIO: usize = 4;

/// One tree that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tree {
    /// Levels between leaf and root.
    pub height: usize,
    /// Values of a leaf.
    pub width: usize,
    /// A query opens leaf `place >> shift`.
    pub shift: usize,
}

/// All trees of a proof.
#[derive(Debug)]
pub struct Layout {
    pub queries: usize,
    /// Of the committed polynomials: all of the same height, the largest.
    pub components: Vec<Tree>,
    /// Of the folded polynomials: each half of the one before.
    pub folded: Vec<Tree>,
}

impl Layout {
    /// What the head says, without its openings.
    pub fn of(head: &Proof) -> Result<Self, Refusal> {
        let pcs = &head.proof.evaluation_proof.pcs_proof;
        let config = recursion_fri_config();
        let rounds = pcs.basefold_proof.fri_commitments.len();
        let height = rounds + config.log_blowup();
        if rounds == 0 || height > SP1Field::TWO_ADICITY {
            return Err(Refusal::Malformed);
        }
        let components = pcs
            .batch_evaluations
            .iter()
            .map(|round| Tree { height, width: round.evaluations().as_slice().len(), shift: 0 })
            .collect();
        let pair = 2 * <SP1ExtensionField as AbstractExtensionField<SP1Field>>::D;
        let folded = (1..=rounds).map(|shift| Tree { height: height - shift, width: pair, shift }).collect();
        Ok(Self { queries: config.num_queries, components, folded })
    }

    /// Levels of the largest tree.
    pub fn height(&self) -> usize {
        self.folded[0].height + 1
    }

    pub fn trees(&self) -> impl Iterator<Item = &Tree> {
        self.components.iter().chain(&self.folded)
    }

    /// Least bytes that the openings take in SP1's form.
    pub fn unpacked_bytes(&self) -> usize {
        let word = size_of::<SP1Field>();
        let of = |tree: &Tree| self.queries * word * (tree.width + DIGEST_WORDS * tree.height);
        self.trees().map(of).fold(0, usize::saturating_add)
    }
}
