import { SealError } from '../../errors/base.js';
import { equalBytes } from '../../util/equalBytes.js';
import { checkStark } from '../checkStark.js';
import type { ExpectedClaim, SealVerdict } from '../sealCheck.js';

/**
 * Checks an SP1 compressed proof against the expected claim; its clock attests the cycles.
 *
 * @throws SealError as `checkStark`; `seal/image-mismatch`, `seal/journal-mismatch`
 */
export async function checkSp1Stark(seal: Uint8Array, expected: ExpectedClaim): Promise<SealVerdict> {
  const claim = await checkStark(seal);
  if (!equalBytes(claim.imageId, expected.imageId)) {
    throw new SealError('seal/image-mismatch', 'the proof is about another program than the receipt says');
  }
  if (!equalBytes(claim.journalDigest, expected.journalDigest)) {
    throw new SealError('seal/journal-mismatch', 'the proof is about another journal than the receipt holds');
  }
  return { sealKind: 'stark', cycles: claim.cycles };
}
