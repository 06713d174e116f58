/** Validators of the tests, with real keys: seeds of 32 equal bytes. */
import { getPublicKey, secretFromSeed, sign } from '@scure/sr25519';
import { toHex } from '@zkcwasm/verifier';
import { type Statement, signingPayload } from '../../src/prechecking/statement.js';

export interface TestValidator {
  seed: Uint8Array;
  key: string;
  sign(statement: Statement): Uint8Array;
}

const made = new Map<number, TestValidator>();

/** The validator of a number from 0. */
export function validator(number: number): TestValidator {
  const known = made.get(number);
  if (known !== undefined) return known;
  const seed = new Uint8Array(32).fill(number + 1);
  const secret = secretFromSeed(seed);
  const one = {
    seed,
    key: toHex(getPublicKey(secret)),
    sign: (statement: Statement) => sign(secret, signingPayload(statement)),
  };
  made.set(number, one);
  return one;
}

/** Public keys of the first `count` validators. */
export function keysOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => validator(i).key);
}
