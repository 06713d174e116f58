//! ed25519 under the rules that `stateless/src/chain/transaction.ts` has: points in their one encoding, a sender that is not of
//! small order, and the equation multiplied by the cofactor (RFC 8032 with the strict choices).

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use sha2::{Digest, Sha512};

/// Whether a signature of 64 bytes holds.
pub fn holds(signature: &[u8], message: &[u8], sender: &[u8; 32]) -> bool {
    check(signature, message, sender).unwrap_or(false)
}

fn check(signature: &[u8], message: &[u8], sender: &[u8; 32]) -> Option<bool> {
    let nonce: &[u8; 32] = signature.get(..32)?.try_into().ok()?;
    let answer: [u8; 32] = signature.get(32..)?.try_into().ok()?;
    let (key, commitment) = (point(sender)?, point(nonce)?);
    if key.is_small_order() {
        return None;
    }
    let answer: Scalar = Option::from(Scalar::from_canonical_bytes(answer))?;
    let mut hash = Sha512::new();
    hash.update(nonce);
    hash.update(sender);
    hash.update(message);
    let challenge = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
    let both = EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, &key, &-answer);
    Some((commitment + both).mul_by_cofactor().is_identity())
}

/// A point in its one encoding.
fn point(bytes: &[u8; 32]) -> Option<EdwardsPoint> {
    let point = CompressedEdwardsY(*bytes).decompress()?;
    (point.compress().as_bytes() == bytes).then_some(point)
}
