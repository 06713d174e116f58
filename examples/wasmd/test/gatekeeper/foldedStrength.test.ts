import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  checkFoldedStrength,
  foldedStrength,
  LEAST_STRENGTH_BITS,
} from '../../src/gatekeeper/foldedStrength.js';
import { codeOf } from '../codeOf.js';

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));

describe('bits of a digest', () => {
  test.each([
    ['bytes that are not UTF-8 count a bit each', new Uint8Array(32).fill(0x80), 32 * 0.99],
    ['digits count wholly', bytes('0'.repeat(32)), 256],
    ['letters lose their case', bytes('aZ'), 2 * 6.99],
    ['k and s, which have longer forms', bytes('ks'), 2 * 6.99],
    ['longer forms of k and s are no better', bytes('\u212a\u017f'), 2 * 6.99],
    ['a character of two bytes', bytes('é'), 14],
    ['a character of four bytes', bytes('😀'), 14],
    ['U+FFFD is what is not UTF-8', bytes('\ufffd'), 0.99],
    ['a byte order mark is a character', bytes('\ufeff'), 14],
    ['a lead without its followers', bytes([0xe2, 0x82], 'a'), 2 * 0.99 + 6.99],
    ['overlong, surrogate and beyond Unicode', bytes([0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5]), 6 * 0.99],
    ['a follower first', bytes([0xa0], 'é'), 0.99 + 14],
  ])('%s', (_, digest, bits) => {
    expect(foldedStrength(digest)).toBeCloseTo(bits, 6);
  });

  test('most digests are weak, some are strong', () => {
    let strong = 0;
    const all = 200_000;
    for (let i = 0; i < all; i += 1) {
      if (foldedStrength(createHash('sha256').update(`${i}`).digest()) >= LEAST_STRENGTH_BITS) strong += 1;
    }
    // One in some thousands: a stamp is found in milliseconds, and an unstamped module is refused as a rule.
    expect(strong / all).toBeGreaterThan(1 / 20_000);
    expect(strong / all).toBeLessThan(1 / 500);
  });
});

/** How often random bytes fold to `pattern`, by Go's rule for what is not a letter beyond ASCII: counted, to hold the bound against. */
function foldsTo(pattern: Uint8Array, found: Uint8Array): boolean {
  const read = (text: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(text).toLowerCase();
  return read(pattern) === read(found);
}

test('the bound holds where it can be counted: four bytes', () => {
  const pattern = Uint8Array.of(0x80, 0xff, 0xc0, 0xf8);
  let taken = 0;
  const all = 100_000;
  const random = randomBytes(4 * all);
  for (let i = 0; i < all; i += 1) if (foldsTo(pattern, random.subarray(4 * i, 4 * i + 4))) taken += 1;
  expect(taken).toBeGreaterThan(0);
  expect(-Math.log2(taken / all)).toBeGreaterThan(foldedStrength(pattern));
});

test('a weak digest is refused, and the message says what to do', async () => {
  expect(await codeOf(() => checkFoldedStrength(new Uint8Array(32).fill(0xff)))).toBe('gate/weak-digest');
  expect(() => checkFoldedStrength(new Uint8Array(32).fill(0xff))).toThrow('stamp');
  expect(() => checkFoldedStrength(new Uint8Array(32))).not.toThrow();
});
