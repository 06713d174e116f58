import { prepareKey } from '../groth16/prepareKey.js';
import type { PreparedKey } from '../groth16/verifyingKey.js';
import { risc0VerifyingKey } from './risc0VerifyingKey.js';

let prepared: PreparedKey | undefined;

/** RISC Zero's Groth16 key, decoded and prepared at the first call. */
export function risc0PreparedKey(): PreparedKey {
  prepared ??= prepareKey(risc0VerifyingKey());
  return prepared;
}
