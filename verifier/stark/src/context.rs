//! SP1's proof context with another permutation in its Merkle trees: Poseidon2 all the same, but each distinct state is permuted
//! once. Fields, digests and transcript are those of `SP1GlobalContext`, so a proof has the same bytes in both.

use crate::remembered::Remembered;
use serde::{Deserialize, Serialize};
use slop_challenger::IopCtx;
use slop_symmetric::{PaddingFreeSponge, TruncatedPermutation};
use sp1_hypercube::{SP1PcsProof, SP1RecursionProof};
use sp1_primitives::{SP1ExtensionField, SP1Field, SP1GlobalContext};

/// Words of a node of a Merkle tree.
pub const DIGEST_WORDS: usize = 8;
/// A node of a Merkle tree.
pub type Digest = [SP1Field; DIGEST_WORDS];
/// A compressed proof, as SP1 makes it.
pub type Proof = SP1RecursionProof<Context, SP1PcsProof<Context>>;

/// See above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context;

impl IopCtx for Context {
    type F = SP1Field;
    type EF = SP1ExtensionField;
    type Digest = Digest;
    type Challenger = <SP1GlobalContext as IopCtx>::Challenger;
    type Hasher = PaddingFreeSponge<Remembered, 16, 8, 8>;
    type Compressor = TruncatedPermutation<Remembered, 2, 8, 16>;

    fn default_hasher_and_compressor() -> (Self::Hasher, Self::Compressor) {
        let permutation = Remembered::default();
        (PaddingFreeSponge::new(permutation.clone()), TruncatedPermutation::new(permutation))
    }

    fn default_challenger() -> Self::Challenger {
        SP1GlobalContext::default_challenger()
    }
}
