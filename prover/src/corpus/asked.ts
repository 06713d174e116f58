import { type ImportList, toHex } from '@zkcwasm/verifier';
import { canonicalJson } from '@zkcwasm/verifier/internal';
import { sha256 } from '@zkcwasm/verifier/node';
import { type Limits, limitsJson } from '../limits.js';

/** What every module of a corpus is run under. */
export interface Conditions {
  limits: Limits;
  imports: ImportList;
  maxCycles: bigint;
}

/** Changes when a kept result means something else than before. */
const VERSION = 1;

/**
 * The key of a result: SHA-256, 64 hex digits, of all that it depends on. The same image over the same module under the same
 * conditions gives the same statement and the same cycles on any machine.
 */
export function resultKey(imageId: string, wasmDigest: string, conditions: Conditions): string {
  const identity = canonicalJson({
    version: VERSION,
    imageId,
    wasmDigest,
    limits: limitsJson(conditions.limits),
    imports: toHex(conditions.imports.digest),
    maxCycles: conditions.maxCycles,
  });
  return toHex(sha256(new TextEncoder().encode(identity)));
}
