import { bn254 } from '@noble/curves/bn254.js';
import type { G1, G2 } from '../../verifier/src/seal/groth16/verifyingKey.js';

/** Order of the base field. */
export const P = bn254.fields.Fp.ORDER;
/** Order of the groups. */
export const R = bn254.fields.Fr.ORDER;

/** Numbers → 32 big-endian bytes each, joined. */
export function words(...values: bigint[]): Uint8Array {
  return new Uint8Array(Buffer.from(values.map((v) => v.toString(16).padStart(64, '0')).join(''), 'hex'));
}

/** 32 big-endian bytes → number. */
export function word(bytes: Uint8Array, at = 0): bigint {
  return BigInt(`0x${Buffer.from(bytes.subarray(at, at + 32)).toString('hex')}`);
}

/** A point as EIP-196 has it. */
export function encodeG1(point: G1): Uint8Array {
  const { x, y } = point.toAffine();
  return words(x, y);
}

/** A point as EIP-197 has it. */
export function encodeG2(point: G2): Uint8Array {
  const { x, y } = point.toAffine();
  return words(x.c1, x.c0, y.c1, y.c0);
}

/** Bytes with some replaced from a place on. */
export function patch(bytes: Uint8Array, at: number, replacement: Uint8Array): Uint8Array {
  const out = bytes.slice();
  out.set(replacement, at);
  return out;
}

/** Bytes with one bit flipped. */
export function flip(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  return patch(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << bit)));
}

/** A point on the twist that is not in the subgroup of order r: nearly every point with a small x is one. */
export function outsideSubgroup(): G2 {
  const { Fp2 } = bn254.fields;
  for (let i = 1n; ; i += 1n) {
    const x = Fp2.fromBigTuple([i, 1n]);
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), bn254.G2.Point.CURVE().b));
      return bn254.G2.Point.fromAffine({ x, y });
    } catch {
      // That x has no y.
    }
  }
}
