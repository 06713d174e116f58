import { SealError } from '../../errors/base.js';
import type { VerifyingKey } from '../groth16/verifyingKey.js';
import { decompressG1 } from './decompressG1.js';
import { decompressG2 } from './decompressG2.js';

/** Where the points of IC begin, after α (G1), β (G1, G2), γ (G2), δ (G1, G2) and their 32-bit count. */
const IC_AT = 292;
/** Two 32-bit counts at the end: commitments, of which this circuit has none. */
const TAIL_BYTES = 8;

/**
 * gnark's compressed verifying key → points, each checked. β and δ in G1 are not needed to verify.
 *
 * @throws SealError `seal/malformed`, `seal/point`: the key is a constant, so a thrown error means a broken package
 */
export function decodeGnarkKey(bytes: Uint8Array): VerifyingKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length < IC_AT ? 0 : view.getUint32(IC_AT - 4);
  const tail = IC_AT + 32 * count;
  if (count === 0 || bytes.length !== tail + TAIL_BYTES || view.getBigUint64(tail) !== 0n) {
    throw new SealError('seal/malformed', 'not a Groth16 verifying key without commitments');
  }
  return {
    alpha: decompressG1(bytes.subarray(0, 32)),
    beta: decompressG2(bytes.subarray(64, 128)),
    gamma: decompressG2(bytes.subarray(128, 192)),
    delta: decompressG2(bytes.subarray(224, 288)),
    ic: Array.from({ length: count }, (_, i) =>
      decompressG1(bytes.subarray(IC_AT + 32 * i, IC_AT + 32 * (i + 1))),
    ),
  };
}
