import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ImportPatternInput, makeImportList, toHex } from '../../src/index.js';
import { MAX_IMPORT_ENTRIES, NO_IMPORTS } from '../../src/internal.js';
import { sha256 } from '../../src/node.js';

interface Vectors {
  importLists: { good: { name: string; patterns: [string, string][]; hex: string; digest: string }[] };
}
const { importLists } = JSON.parse(
  readFileSync(new URL('../../../guest/journal/tests/vectors.json', import.meta.url), 'utf8'),
) as Vectors;

describe('shared vectors', () => {
  test.each(importLists.good)('$name', ({ patterns, hex, digest }) => {
    const list = makeImportList([...patterns].reverse());
    expect(toHex(list.bytes)).toBe(hex);
    expect(toHex(list.digest)).toBe(digest);
    expect(list.patterns.map(({ module, name }) => [module, name])).toEqual(patterns);
  });
});

test('the encoding, byte for byte', () => {
  expect(toHex(NO_IMPORTS.bytes)).toBe('00000000');
  expect(toHex(makeImportList(['env::é']).bytes)).toBe('01000000' + '03000000656e76' + '02000000c3a9');
  expect(makeImportList(['a::b']).digest).toEqual(sha256(makeImportList(['a::b']).bytes));
});

test('sorted by bytes of UTF-8, not as JavaScript sorts', () => {
  const { patterns } = makeImportList(['\u{10000}::x', '\u{ffff}::x', 'aa::x', 'b::x', 'a::y', 'a::x']);
  expect(patterns.map(({ module, name }) => module + name)).toEqual([
    'ax',
    'ay',
    'aax',
    'bx',
    '\u{ffff}x',
    '\u{10000}x',
  ]);
});

test('order and repetition make no difference', () => {
  const pattern = fc
    .tuple(fc.string({ maxLength: 3 }), fc.string({ maxLength: 3 }))
    .filter(([m]) => m !== '*');
  fc.assert(
    fc.property(fc.array(pattern), fc.array(fc.nat()), (patterns, picks) => {
      const again = picks.flatMap((i) => patterns[i % Math.max(1, patterns.length)] ?? []);
      const shuffled = [...patterns, ...pairs(again)].reverse();
      expect(makeImportList(shuffled)).toEqual(makeImportList(patterns));
    }),
  );
});

function pairs(flat: string[]): [string, string][] {
  return flat.flatMap((module, i) => (i % 2 === 0 ? [[module, flat[i + 1] ?? ''] as [string, string]] : []));
}

test('names run together differently are different lists', () => {
  const digest = (...inputs: ImportPatternInput[]) => toHex(makeImportList(inputs).digest);
  const digests = [
    digest(['ab', 'c']),
    digest(['a', 'bc']),
    digest('ab::*'),
    digest(['abc', '']),
    digest('*'),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});

test('ten thousand entries and no more; repetition does not count', () => {
  const patterns = Array.from({ length: MAX_IMPORT_ENTRIES }, (_, i) => `env::${i}`);
  expect(makeImportList([...patterns, ...patterns]).patterns).toHaveLength(MAX_IMPORT_ENTRIES);
  expect(() => makeImportList([...patterns, 'env::one more'])).toThrow(
    expect.objectContaining({ name: 'ImportsError', code: 'imports/too-many' }),
  );
});

test('one bad pattern spoils the list', () => {
  expect(() => makeImportList(['env::a', 'env'])).toThrow(
    expect.objectContaining({ code: 'imports/pattern' }),
  );
});
