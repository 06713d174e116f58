import { bn254 } from '@noble/curves/bn254.js';
import { checkPoint } from './checkPoint.js';
import { readFp } from './readFp.js';
import type { G2 } from './verifyingKey.js';

/**
 * 128 bytes, x then y, of each the imaginary part first as in EIP-197 → point.
 *
 * @throws SealError `seal/point`
 */
export function readG2(bytes: Uint8Array): G2 {
  const x = { c1: readFp(bytes.subarray(0, 32)), c0: readFp(bytes.subarray(32, 64)) };
  const y = { c1: readFp(bytes.subarray(64, 96)), c0: readFp(bytes.subarray(96)) };
  return checkPoint(() => bn254.G2.Point.fromAffine({ x, y }));
}
