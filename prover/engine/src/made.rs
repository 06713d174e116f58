//! What comes of a proof, whichever of SP1's provers made it.

use sp1_sdk::SP1Proof;

/// What a prover hands out.
pub struct Made {
    pub proof: SP1Proof,
    pub public_values: Vec<u8>,
    /// Hex, without prefix.
    pub image_id: String,
}
