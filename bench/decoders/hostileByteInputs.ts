/** Good bytes of any format, changed, cut and continued, up to a size. */
import type { HostileInput } from './hostileInput.js';

const FILLINGS = [0x00, 0x01, 0x30, 0x61, 0x7f, 0x80, 0xff];

/**
 * @param good what the decoder takes
 * @param limit most bytes
 * @param changes how many places of each good one are changed, spread over it
 */
export function* hostileByteInputs(
  good: readonly Uint8Array[],
  limit: number,
  changes: number,
): Generator<HostileInput> {
  for (const size of [0, 1, 1 << 10, 1 << 16, 1 << 20, limit]) {
    for (const filling of FILLINGS) {
      const bytes = new Uint8Array(size).fill(filling);
      yield { name: `${size} bytes of ${filling}`, bytes };
      for (const [g, whole] of good.entries()) {
        if (whole.length > size) continue;
        bytes.set(whole);
        yield { name: `good ${g}, then ${filling} up to ${size} bytes`, bytes };
      }
    }
  }
  for (const [g, whole] of good.entries()) {
    yield { name: `good ${g}`, bytes: whole };
    for (const size of new Set([whole.length, limit])) {
      const bytes = new Uint8Array(Math.max(size, whole.length));
      bytes.set(whole);
      const view = new DataView(bytes.buffer);
      const step = Math.max(1, Math.floor(whole.length / changes));
      for (let at = 0; at < whole.length; at += step) {
        for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
          bytes[at] = value;
          yield { name: `good ${g} of ${size} bytes, byte ${at} is ${value}`, bytes };
        }
        if (at + 8 <= whole.length) {
          // A length, should there be one here: small, as many as there are bytes, absurd.
          for (const value of [0n, 1n << 12n, 1n << 20n, BigInt(size), 1n << 40n, (1n << 64n) - 1n]) {
            view.setBigUint64(at, value, true);
            yield { name: `good ${g} of ${size} bytes, word ${at} is ${value}`, bytes };
          }
        }
        bytes.set(whole.subarray(at, at + 8), at);
      }
    }
    for (let i = 0; i < 20; i += 1) {
      yield {
        name: `good ${g}, ${i} twentieths`,
        bytes: whole.subarray(0, Math.floor((i * whole.length) / 20)),
      };
    }
  }
}
