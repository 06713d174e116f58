//! SP1's check of a compressed proof, step by step as `SP1CompressedVerifier::verify_compressed` has it (crate sp1-verifier),
//! over [`Context`]: shard proof, exit code, digest of the public values, recursion key, vk root, completeness. Tests hold it
//! against that function. The program's key is not compared here: the caller does, with what it trusts.

use crate::check::Refusal;
use crate::context::{Context, Proof};
use slop_algebra::AbstractField;
use slop_symmetric::CryptographicHasher;
use sp1_hypercube::{
    verify_merkle_proof, HashableKey, MachineVerifier, ShardVerifier, DIGEST_SIZE, PROOF_MAX_NUM_PVS, SP1SC,
};
use sp1_primitives::{fri_params::recursion_fri_config, poseidon2_hasher, SP1Field};
use sp1_recursion_executor::{RecursionPublicValues, NUM_PV_ELMS_TO_HASH};
use sp1_recursion_machine::RecursionAir;
use sp1_verifier::compressed::{RECURSION_LOG_STACKING_HEIGHT, RECURSION_MAX_LOG_ROW_COUNT};
use sp1_verifier::VerifierRecursionVks;
use std::borrow::Borrow;

/// Degree of Poseidon2's constraints in the compress machine.
const COMPRESS_DEGREE: usize = 3;
type CompressAir = RecursionAir<SP1Field, COMPRESS_DEGREE, 2>;

/// What does not depend on the proof.
struct Verifier {
    machine: MachineVerifier<Context, SP1SC<Context, CompressAir>>,
    key_root: [SP1Field; DIGEST_SIZE],
    keys: usize,
}

thread_local! {
    static VERIFIER: Verifier = Verifier::new();
}

/// Verifies a proof under the recursion keys of SP1's circuit version.
///
/// # Errors
/// [`Refusal::RecursionKey`], [`Refusal::Rejected`]
pub fn verify(seal: &Proof) -> Result<(), Refusal> {
    VERIFIER.with(|verifier| verifier.verify(seal))
}

impl Verifier {
    fn new() -> Self {
        let machine = MachineVerifier::new(ShardVerifier::from_basefold_parameters(
            recursion_fri_config(),
            RECURSION_LOG_STACKING_HEIGHT,
            RECURSION_MAX_LOG_ROW_COUNT,
            CompressAir::compress_machine(),
        ));
        let keys = VerifierRecursionVks::default();
        Self { machine, key_root: keys.root(), keys: keys.num_keys() }
    }

    fn verify(&self, Proof { vk, proof, vk_merkle_proof }: &Proof) -> Result<(), Refusal> {
        let mut challenger = self.machine.challenger();
        vk.observe_into(&mut challenger);
        self.machine.verify_shard(vk, proof, &mut challenger).map_err(|_| Refusal::Rejected)?;

        if proof.public_values.len() != PROOF_MAX_NUM_PVS {
            return Err(Refusal::Rejected);
        }
        let values: &RecursionPublicValues<SP1Field> = proof.public_values.as_slice().borrow();
        if values.exit_code != SP1Field::zero() {
            return Err(Refusal::Rejected);
        }
        let digest: [SP1Field; DIGEST_SIZE] =
            poseidon2_hasher().hash_slice(&values.as_array()[..NUM_PV_ELMS_TO_HASH]);
        if values.digest != digest {
            return Err(Refusal::Rejected);
        }

        let tree_size = self.keys.checked_next_power_of_two().filter(|_| self.keys != 0);
        let depth = tree_size.ok_or(Refusal::RecursionKey)?.ilog2() as usize;
        if vk_merkle_proof.path.len() != depth || vk_merkle_proof.index >= self.keys {
            return Err(Refusal::RecursionKey);
        }
        verify_merkle_proof(vk_merkle_proof, vk.hash_koalabear(), self.key_root)
            .map_err(|_| Refusal::RecursionKey)?;
        if values.vk_root != self.key_root || values.is_complete != SP1Field::one() {
            return Err(Refusal::Rejected);
        }
        Ok(())
    }
}
