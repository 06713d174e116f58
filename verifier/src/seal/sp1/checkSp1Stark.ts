import { SealError } from '../../errors/base.js';
import { equalBytes } from '../../util/equalBytes.js';
import { type Claim, checkPackedStark, checkStark } from '../checkStark.js';
import type { ExpectedClaim, SealVerdict } from '../sealCheck.js';

/**
 * Checks an SP1 compressed proof, in SP1's own form, against the expected claim; its clock attests the cycles.
 *
 * @throws SealError as `checkStark`; `seal/image-mismatch`, `seal/journal-mismatch`
 */
export async function checkSp1Stark(seal: Uint8Array, expected: ExpectedClaim): Promise<SealVerdict> {
  return held(await checkStark(seal), expected);
}

/**
 * The same of a packed one.
 *
 * @throws SealError as `checkStark`; `seal/image-mismatch`, `seal/journal-mismatch`
 */
export async function checkPackedSp1Stark(seal: Uint8Array, expected: ExpectedClaim): Promise<SealVerdict> {
  return held(await checkPackedStark(seal), expected);
}

function held(claim: Claim, expected: ExpectedClaim): SealVerdict {
  if (!equalBytes(claim.imageId, expected.imageId)) {
    throw new SealError('seal/image-mismatch', 'the proof is about another program than the receipt says');
  }
  if (!equalBytes(claim.journalDigest, expected.journalDigest)) {
    throw new SealError('seal/journal-mismatch', 'the proof is about another journal than the receipt holds');
  }
  return { sealKind: 'stark', cycles: claim.cycles };
}
