//! What a compressed SP1 proof says, after it has been checked.
//!
//! The proof is verified against the recursion keys and parameters that are compiled in (vk root, FRI
//! parameters, exit code 0, `is_complete`). Which program it is about and what that program committed are
//! returned, not compared: the caller holds the list of trusted image IDs and the journal, and compares.
//!
//! A seal has two forms: SP1's own bytes, bincode of `SP1RecursionProof`, and half of them (`packed`).

use crate::context::Proof;
use crate::packed::unpack;
use crate::remembered::forget;
use crate::verify::verify;
use slop_algebra::PrimeField32;
use sp1_hypercube::{SP1PcsProofInner, SP1RecursionProof, PROOF_MAX_NUM_PVS};
use sp1_primitives::{SP1Field, SP1GlobalContext};
use sp1_recursion_executor::RecursionPublicValues;
use std::borrow::Borrow;

/// What a seal in SP1's form is the bincode of.
pub type Seal = SP1RecursionProof<SP1GlobalContext, SP1PcsProofInner>;

/// What the proof attests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// SP1 program verifying-key hash, as `vkey.bytes32()` gives it.
    pub image_id: [u8; 32],
    /// SHA-256 of the program's public values.
    pub journal_digest: [u8; 32],
    /// Clock before the first instruction; always 1 in a complete proof.
    pub first_timestamp: u64,
    /// Clock after the last instruction.
    pub last_timestamp: u64,
}

/// Why a seal is refused. Numbers are part of the interface to JavaScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Refusal {
    /// Not a canonical encoding of a proof.
    Malformed = 1,
    /// The proof does not verify.
    Rejected = 2,
    /// The recursion key is not one of this circuit version.
    RecursionKey = 3,
    /// Verified, but its public values are out of form.
    PublicValues = 4,
}

/// Verifies a seal in SP1's form.
///
/// # Errors
/// [`Refusal`] says which check failed.
pub fn check(bytes: &[u8]) -> Result<Claim, Refusal> {
    forget();
    claim(&read(bytes)?)
}

/// Verifies a packed seal.
///
/// # Errors
/// [`Refusal`] says which check failed.
pub fn check_packed(bytes: &[u8]) -> Result<Claim, Refusal> {
    forget();
    claim(&unpack(bytes)?)
}

/// Bytes in SP1's form → proof.
///
/// # Errors
/// [`Refusal::Malformed`]
pub fn read(bytes: &[u8]) -> Result<Proof, Refusal> {
    let seal: Proof = bincode::deserialize(bytes).map_err(|_| Refusal::Malformed)?;
    // bincode tolerates trailing bytes; a seal has exactly one encoding here.
    if write(&seal)? == bytes {
        Ok(seal)
    } else {
        Err(Refusal::Malformed)
    }
}

/// Proof → bytes in SP1's form.
///
/// # Errors
/// [`Refusal::Malformed`]
pub fn write(seal: &Proof) -> Result<Vec<u8>, Refusal> {
    bincode::serialize(seal).map_err(|_| Refusal::Malformed)
}

fn claim(seal: &Proof) -> Result<Claim, Refusal> {
    if seal.proof.public_values.len() != PROOF_MAX_NUM_PVS {
        return Err(Refusal::Malformed);
    }
    verify(seal)?;
    let values: &RecursionPublicValues<SP1Field> = seal.proof.public_values.as_slice().borrow();
    let vkey = &values.sp1_vk_digest;
    let (first_timestamp, last_timestamp) = values.range().timestamp_range;
    if values.exit_code.as_canonical_u32() != 0 || first_timestamp != 1 || last_timestamp <= 1 {
        return Err(Refusal::PublicValues);
    }
    let mut journal_digest = [0; 32];
    for (out, limb) in journal_digest.iter_mut().zip(values.committed_value_digest.iter().flatten()) {
        *out = u8::try_from(limb.as_canonical_u32()).map_err(|_| Refusal::PublicValues)?;
    }
    Ok(Claim { image_id: image_id(vkey), journal_digest, first_timestamp, last_timestamp })
}

/// Eight 31-bit words, most significant first, as one big-endian number (`koalabears_to_bn254`).
fn image_id(words: &[SP1Field; 8]) -> [u8; 32] {
    let mut out = [0u8; 32];
    for (i, word) in words.iter().enumerate() {
        let shift = 31 * (7 - i);
        let wide = u64::from(word.as_canonical_u32()) << (shift % 8);
        for (j, byte) in wide.to_le_bytes().into_iter().take(5).enumerate() {
            let at = shift / 8 + j;
            if at < 32 {
                out[31 - at] |= byte;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use slop_algebra::AbstractField;

    #[test]
    fn image_id_is_the_words_base_2_31() {
        let mut words = [SP1Field::zero(); 8];
        words[7] = SP1Field::from_canonical_u32(0x0123_4567);
        words[6] = SP1Field::one();
        words[0] = SP1Field::from_canonical_u32(1 << 30);
        let id = image_id(&words);
        assert_eq!(&id[28..], &[0x81, 0x23, 0x45, 0x67]);
        // 2^30 * 2^217 = 2^247
        assert_eq!(id[1], 0x80);
        assert_eq!(id.iter().map(|b| b.count_ones()).sum::<u32>(), 0x0123_4567u32.count_ones() + 2);
    }
}
