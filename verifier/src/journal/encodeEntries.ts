import { concatBytes } from '../util/bytes.js';
import { littleEndian } from '../util/littleEndian.js';
import { LIMITS, type LimitName } from './ids.js';

/**
 * Named numbers → their one list of numbered entries: u8 count, then u16 number and u64 value each, numbers rising.
 * Undefined values are left out.
 *
 * @throws RangeError if a name is unknown or a number does not fit its field
 */
export function encodeEntries(
  record: Partial<Record<string, bigint | undefined>>,
  names: Readonly<Record<number, string>>,
): Uint8Array {
  const list = Object.entries(record)
    .flatMap(([text, value]) => (value === undefined ? [] : [{ id: idOf(names, text), value }]))
    .sort((a, b) => a.id - b.id);
  const parts = list.flatMap(({ id, value }) => [littleEndian(BigInt(id), 2), littleEndian(value, 8)]);
  return concatBytes([littleEndian(BigInt(list.length), 1), ...parts]);
}

/**
 * Limits → bytes, as a journal has them and as an image is given them.
 *
 * @throws RangeError if a value does not fit 64 bits
 */
export function encodeLimits(limits: Partial<Record<LimitName, bigint | undefined>>): Uint8Array {
  return encodeEntries(limits, LIMITS);
}

/**
 * The number of a name.
 *
 * @throws RangeError if there is none
 */
export function idOf(names: Readonly<Record<number, string>>, wanted: string): number {
  const found = Object.entries(names).find(([, text]) => text === wanted);
  if (found === undefined) throw new RangeError(`unknown entry ${wanted}`);
  return Number(found[0]);
}
