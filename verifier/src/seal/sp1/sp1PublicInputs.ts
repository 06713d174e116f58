import { bigEndian } from '../../util/bigEndian.js';
import { hexConstant } from '../../util/hex.js';
import type { ExpectedClaim } from '../sealCheck.js';
import { SP1_VK_ROOT } from './sp1Groth16Key.js';

const VK_ROOT = bigEndian(hexConstant(SP1_VK_ROOT, 32));
/** The scalar field has 254 bits, so SP1 keeps the low 253 of a SHA-256. */
const DIGEST_MASK = (1n << 253n) - 1n;

/**
 * The five public inputs of SP1's Groth16 circuit for an execution that ended well: program key, digest of the public
 * values, exit code 0, root of the recursion keys, nonce. SP1 also takes BLAKE3 for the digest; our images use SHA-256.
 *
 * @param nonce 32 bytes; the prover's choice, and bound by the proof
 */
export function sp1PublicInputs({ imageId, journalDigest }: ExpectedClaim, nonce: Uint8Array): bigint[] {
  return [bigEndian(imageId), bigEndian(journalDigest) & DIGEST_MASK, 0n, VK_ROOT, bigEndian(nonce)];
}
