import { bn254 } from '@noble/curves/bn254.js';
import { SealError } from '../../errors/base.js';
import { checkPoint } from '../groth16/checkPoint.js';
import { readFp } from '../groth16/readFp.js';
import type { G1 } from '../groth16/verifyingKey.js';
import { readSign } from './readSign.js';

/**
 * gnark's compressed form → point: x in 32 bytes, big-endian, its top two bits telling the smaller y from the larger.
 *
 * @throws SealError `seal/point`
 */
export function decompressG1(bytes: Uint8Array): G1 {
  const { larger, rest } = readSign(bytes);
  const { Fp } = bn254.fields;
  const x = readFp(rest);
  const root = squareRoot(Fp.add(Fp.mul(Fp.sqr(x), x), 3n));
  const isLarger = root > Fp.neg(root);
  return checkPoint(() => bn254.G1.Point.fromAffine({ x, y: isLarger === larger ? root : Fp.neg(root) }));
}

function squareRoot(value: bigint): bigint {
  try {
    return bn254.fields.Fp.sqrt(value);
  } catch (cause) {
    throw new SealError('seal/point', 'a compressed point is not on its curve', { cause });
  }
}
