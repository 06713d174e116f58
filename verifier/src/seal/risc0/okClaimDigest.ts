import type { ExpectedClaim } from '../sealCheck.js';
import { taggedStruct } from './taggedStruct.js';

const ZERO = new Uint8Array(32);
/** The state after a program has halted: no program counter, no memory. */
const HALTED_STATE = taggedStruct('risc0.SystemState', [ZERO], [0]);

/**
 * Digest of the one claim that is acceptable: from this image, without input or assumptions, the program halted with
 * code 0 and committed this journal. It is built here from what is expected, so a receipt's own claim is never read.
 */
export function okClaimDigest({ imageId, journalDigest }: ExpectedClaim): Uint8Array {
  const output = taggedStruct('risc0.Output', [journalDigest, ZERO]);
  return taggedStruct('risc0.ReceiptClaim', [ZERO, imageId, HALTED_STATE, output], [0, 0]);
}
