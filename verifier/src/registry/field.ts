import { utf8 } from '../util/bytes.js';
import { hexConstant, toHex } from '../util/hex.js';
import { sha256 } from '../util/sha256.js';

/**
 * The scalar field of BN254, in which Poseidon and the Groth16 circuit count. An element is a bigint in [0, FIELD); as
 * bytes it is 32 bytes, big-endian.
 */
export const FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
/** Bytes of an encoded element. */
export const FIELD_BYTES = 32;

/** Element → 32 bytes, big-endian. */
export function fieldToBytes(element: bigint): Uint8Array {
  return hexConstant(element.toString(16).padStart(64, '0'), FIELD_BYTES);
}

/** 32 bytes, big-endian → element; undefined where they are not the one encoding of one (not below the modulus). */
export function fieldFromBytes(bytes: Uint8Array): bigint | undefined {
  if (bytes.length !== FIELD_BYTES) return undefined;
  const element = BigInt(`0x${toHex(bytes)}`);
  return element < FIELD ? element : undefined;
}

/**
 * 32 bytes → two elements, the high and the low 128 bits, big-endian. A digest does not fit into one element, and
 * reducing it would map several digests to the same one; two halves keep them apart.
 */
export function digestToField(digest: Uint8Array): [bigint, bigint] {
  if (digest.length !== 32) throw new RangeError('a digest has 32 bytes');
  const hex = toHex(digest);
  return [BigInt(`0x${hex.slice(0, 32)}`), BigInt(`0x${hex.slice(32)}`)];
}

/** Text of any length → two elements: the halves of its SHA-256. */
export function textToField(text: string): [bigint, bigint] {
  return digestToField(sha256(utf8(text)));
}

/** Short ASCII text (31 characters at most) → the element that it is as a big-endian number. For domain tags. */
export function tag(text: string): bigint {
  if (!/^[\0-\x7f]{1,31}$/.test(text)) throw new RangeError('a tag is ASCII of at most 31 characters');
  return BigInt(`0x${toHex(utf8(text))}`);
}
