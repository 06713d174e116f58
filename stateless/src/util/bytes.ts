import { toHex } from '@zkcwasm/verifier';
import { ProofError } from '../errors/base.js';

/** 32 zero bytes: what is uninitialised. */
export const ZERO: Uint8Array = new Uint8Array(32);

/** Whether 32 bytes are all zero. */
export function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, ZERO) === 0;
}

/** Whether two byte strings are the same. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Bit of a key that decides at a depth, the highest bit of the first byte first. */
export function bitAt(key: Uint8Array, depth: number): number {
  return ((key[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1;
}

/** Whether two keys begin with the same so many bits. */
export function samePrefix(a: Uint8Array, b: Uint8Array, bits: number): boolean {
  const whole = bits >> 3;
  for (let i = 0; i < whole; i += 1) if (a[i] !== b[i]) return false;
  const rest = bits & 7;
  return rest === 0 || (((a[whole] ?? 0) ^ (b[whole] ?? 0)) & (0xff << (8 - rest)) & 0xff) === 0;
}

/** A key as a map has it: 64 hex digits. */
export function keyText(key: Uint8Array): string {
  if (key.length !== 32) throw new ProofError('proof/keys', `a key has 32 bytes, and this one ${key.length}`);
  return toHex(key);
}

/** The bytes of such a text. */
export function keyBytes(text: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new ProofError('proof/keys', 'a key is not 64 lower-case hex digits');
  return Buffer.from(text, 'hex');
}
