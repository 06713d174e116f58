import { SealError } from '../../errors/base.js';

const FLAGS = 0b1100_0000;
const SMALLER = 0b1000_0000;
const LARGER = 0b1100_0000;

/**
 * Takes the two flag bits off a compressed point of gnark.
 *
 * @returns whether the larger of the two y is meant, and the bytes without the flags
 * @throws SealError `seal/point` for the flags of infinity and of no compression
 */
export function readSign(bytes: Uint8Array): { larger: boolean; rest: Uint8Array } {
  const first = bytes[0] ?? 0;
  const flags = first & FLAGS;
  if (flags !== SMALLER && flags !== LARGER) {
    throw new SealError('seal/point', 'a compressed point is infinity or has unknown flags');
  }
  const rest = bytes.slice();
  rest[0] = first & ~FLAGS;
  return { larger: flags === LARGER, rest };
}
