import { bn254 } from '@noble/curves/bn254.js';
import { SealError } from '../../errors/base.js';
import { bigEndian } from '../../util/bigEndian.js';

/**
 * 32 big-endian bytes → element of the base field. A number of p or more is refused, not reduced: a proof has one
 * encoding.
 *
 * @throws SealError `seal/point`
 */
export function readFp(bytes: Uint8Array): bigint {
  const value = bigEndian(bytes);
  if (bytes.length !== 32 || value >= bn254.fields.Fp.ORDER) {
    throw new SealError('seal/point', 'a coordinate of the proof is not a canonical field element');
  }
  return value;
}
