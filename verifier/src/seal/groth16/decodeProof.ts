import { SealError } from '../../errors/base.js';
import { readG1 } from './readG1.js';
import { readG2 } from './readG2.js';
import type { Groth16Proof } from './verifyingKey.js';

/** A, B and C, uncompressed. */
export const GROTH16_PROOF_BYTES = 256;

/**
 * Proof bytes (A 64, B 128, C 64, uncompressed, big-endian) → points, each checked.
 *
 * @throws SealError `seal/malformed`, `seal/point`
 */
export function decodeProof(bytes: Uint8Array): Groth16Proof {
  if (bytes.length !== GROTH16_PROOF_BYTES) {
    throw new SealError('seal/malformed', `a Groth16 proof has ${GROTH16_PROOF_BYTES} bytes`);
  }
  return {
    a: readG1(bytes.subarray(0, 64)),
    b: readG2(bytes.subarray(64, 192)),
    c: readG1(bytes.subarray(192)),
  };
}
