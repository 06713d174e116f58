import { bn254 } from '@noble/curves/bn254.js';
import { checkPoint } from './checkPoint.js';
import { readFp } from './readFp.js';
import type { G1 } from './verifyingKey.js';

/**
 * 64 bytes, x then y as in EIP-196 → point.
 *
 * @throws SealError `seal/point`
 */
export function readG1(bytes: Uint8Array): G1 {
  const x = readFp(bytes.subarray(0, 32));
  const y = readFp(bytes.subarray(32));
  return checkPoint(() => bn254.G1.Point.fromAffine({ x, y }));
}
