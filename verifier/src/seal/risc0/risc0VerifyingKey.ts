import { hexConstant } from '../../util/hex.js';
import { readG1 } from '../groth16/readG1.js';
import { readG2 } from '../groth16/readG2.js';
import type { VerifyingKey } from '../groth16/verifyingKey.js';
import { RISC0_KEY } from './risc0Groth16Key.js';

/** Ten points: α, β, γ, δ and six of IC. */
const KEY_BYTES = 832;
/** Where the points of IC begin, after α (64 bytes) and β, γ, δ (128 each). */
const IC_AT = 448;

/** RISC Zero's Groth16 key as points. */
export function risc0VerifyingKey(): VerifyingKey {
  const bytes = hexConstant(RISC0_KEY, KEY_BYTES);
  const count = (bytes.length - IC_AT) / 64;
  return {
    alpha: readG1(bytes.subarray(0, 64)),
    beta: readG2(bytes.subarray(64, 192)),
    gamma: readG2(bytes.subarray(192, 320)),
    delta: readG2(bytes.subarray(320, IC_AT)),
    ic: Array.from({ length: count }, (_, i) => readG1(bytes.subarray(IC_AT + 64 * i, IC_AT + 64 * (i + 1)))),
  };
}
