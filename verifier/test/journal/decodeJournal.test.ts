import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJournal, JournalError, toHex } from '../../src/index.js';
import { encodeJournal } from '../../src/internal.js';

interface Vectors {
  good: { name: string; hex: string; journal: unknown }[];
  bad: { name: string; hex: string }[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../guest/journal/tests/vectors.json', import.meta.url), 'utf8'),
) as Vectors;
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}`;
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, plain(v)]));
}

describe('shared vectors', () => {
  test.each(vectors.good)('$name decodes to what it says', ({ hex, journal }) => {
    const decoded = decodeJournal(bytes(hex));
    expect(plain(decoded)).toEqual(journal);
    expect(toHex(encodeJournal(decoded))).toBe(hex);
  });

  test.each(vectors.bad)('$name is refused', ({ hex }) => {
    expect(() => decodeJournal(bytes(hex))).toThrow(JournalError);
  });
});

test('a newer version is named as such', () => {
  const newer = bytes(vectors.good[0]?.hex ?? '');
  newer[16] = 9;
  expect(() => decodeJournal(newer)).toThrow(expect.objectContaining({ code: 'journal/version' }));
});

test('every cut is refused', () => {
  const whole = bytes(vectors.good[0]?.hex ?? '');
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => decodeJournal(whole.slice(0, length))).toThrow(JournalError);
  }
});

test('whatever decodes encodes to the same bytes', () => {
  const whole = bytes(vectors.good[1]?.hex ?? '');
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const changed = whole.slice();
      changed[at] = value;
      let decoded: ReturnType<typeof decodeJournal>;
      try {
        decoded = decodeJournal(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(JournalError);
        return;
      }
      expect(toHex(encodeJournal(decoded))).toBe(toHex(changed));
    }),
    { numRuns: 2000 },
  );
});

test('arbitrary bytes never throw anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (input) => {
      try {
        decodeJournal(input);
      } catch (error) {
        expect(error).toBeInstanceOf(JournalError);
      }
    }),
  );
});
