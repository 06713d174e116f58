import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytes, codeOf, fixture } from '../../../testkit/fixtures.js';
import { decodeReceipt } from '../../src/index.js';
import { checkPackedStark, checkStark } from '../../src/seal/checkStark.js';
import { packSeal, unpackSeal } from '../../src/seal/packing.js';

const packed = decodeReceipt(fixture('add').receipt).seal;
const headEnd = 4 + new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
/** Of 124 queries, 22 bits each. */
const PLACES_BYTES = 341;

function changedAt(at: number, bit: number): Uint8Array {
  const changed = packed.slice();
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

test('from one form to the other and back', async () => {
  for (const seal of [bytes('other-program.seal'), await unpackSeal(packed)]) {
    const small = await packSeal(seal);
    expect(small.length).toBeLessThan(0.51 * seal.length);
    expect(Buffer.compare(await unpackSeal(small), seal)).toBe(0);
    expect(await checkPackedStark(small)).toEqual(await checkStark(seal));
  }
});

test('a bit changed anywhere: refused, and no second form of any proof', async () => {
  const at = fc.oneof(
    fc.integer({ min: 0, max: headEnd - 1 }),
    fc.integer({ min: headEnd, max: headEnd + PLACES_BYTES - 1 }),
    fc.integer({ min: headEnd, max: packed.length - 1 }),
  );
  await fc.assert(
    fc.asyncProperty(at, fc.nat(7), async (where, bit) => {
      const changed = changedAt(where, bit);
      expect(await codeOf(checkPackedStark(changed))).toMatch(/^seal\/(malformed|rejected|recursion-key)$/);
      const unpacked = await unpackSeal(changed).catch(() => undefined);
      if (unpacked !== undefined) expect(Buffer.compare(await packSeal(unpacked), changed)).toBe(0);
    }),
    { numRuns: 8 },
  );
}, 300_000);

test('cut anywhere, or followed by more', async () => {
  for (const length of [0, 1, 3, 4, 5, headEnd - 1, headEnd, headEnd + PLACES_BYTES, packed.length - 1]) {
    expect(await codeOf(unpackSeal(packed.subarray(0, length))), `${length} bytes`).toBe('seal/malformed');
  }
  for (const more of [[0], [1], Array.from({ length: 1000 }, () => 0)]) {
    expect(await codeOf(unpackSeal(Uint8Array.from([...packed, ...more])))).toBe('seal/malformed');
  }
});

test('a head of an absurd length', async () => {
  for (const length of [0, 1, packed.length - 4, packed.length, 2 ** 31, 2 ** 32 - 1]) {
    const changed = packed.slice();
    new DataView(changed.buffer).setUint32(0, length, true);
    expect(await codeOf(unpackSeal(changed)), `${length}`).toBe('seal/malformed');
  }
});

test('a small file that wants to be large: all queries at one place, nearly nothing stored', async () => {
  // The head of a real proof, and then zeros: the openings alone would be over a megabyte.
  const bomb = new Uint8Array(headEnd + 2000);
  bomb.set(packed.subarray(0, headEnd));
  expect(await codeOf(unpackSeal(bomb))).toBe('seal/malformed');
  expect(await codeOf(checkPackedStark(bomb))).toBe('seal/malformed');
});

test('a seal in the other form is none', async () => {
  expect(await codeOf(checkPackedStark(bytes('other-program.seal')))).toBe('seal/malformed');
  expect(await codeOf(checkStark(packed))).toBe('seal/malformed');
  expect(await codeOf(packSeal(packed))).toBe('seal/malformed');
});
