import { blake2b } from '@noble/hashes/blake2.js';
import { toHex } from '@zkcwasm/verifier';

/** BLAKE2b-256 of validation code, 64 lower-case hex digits: what a vote is about. */
export type CodeHash = string;

/** The name of validation code on the chain. */
export function codeHash(code: Uint8Array): CodeHash {
  return toHex(blake2b(code, { dkLen: 32 }));
}
