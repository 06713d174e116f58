import type { Fp2 } from '@noble/curves/abstract/tower.js';
import { bn254 } from '@noble/curves/bn254.js';
import { SealError } from '../../errors/base.js';
import { checkPoint } from '../groth16/checkPoint.js';
import { readFp } from '../groth16/readFp.js';
import type { G2 } from '../groth16/verifyingKey.js';
import { readSign } from './readSign.js';

/**
 * gnark's compressed form → point: x in 64 bytes, imaginary part first, its top two bits telling the smaller y from the
 * larger; of two y, the one with the larger imaginary part is larger, then the one with the larger real part.
 *
 * @throws SealError `seal/point`
 */
export function decompressG2(bytes: Uint8Array): G2 {
  const { larger, rest } = readSign(bytes);
  const { Fp2 } = bn254.fields;
  const x = { c1: readFp(rest.subarray(0, 32)), c0: readFp(rest.subarray(32)) };
  const root = squareRoot(Fp2.add(Fp2.mul(Fp2.sqr(x), x), bn254.G2.Point.CURVE().b));
  const y = isLarger(root, Fp2.neg(root)) === larger ? root : Fp2.neg(root);
  return checkPoint(() => bn254.G2.Point.fromAffine({ x, y }));
}

function isLarger(a: Fp2, b: Fp2): boolean {
  return a.c1 === b.c1 ? a.c0 > b.c0 : a.c1 > b.c1;
}

function squareRoot(value: Fp2): Fp2 {
  try {
    return bn254.fields.Fp2.sqrt(value);
  } catch (cause) {
    throw new SealError('seal/point', 'a compressed point is not on its curve', { cause });
  }
}
