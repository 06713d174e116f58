import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyCbor, concat, head, shortest } from '../../../testkit/hostileCbor.js';
import { decodeCbor } from '../../src/cbor/decodeCbor.js';
import { CborFault } from '../../src/cbor/fault.js';
import { scan, scanVersion } from '../../src/cbor/scan.js';
import { bytes, list, map, nullable, type Shape, text, tuple, unsigned } from '../../src/cbor/shape.js';
import { toHex } from '../../src/util/hex.js';

type Value = bigint | Uint8Array | string | null | Value[] | { entries: [string, Value][] };

/** The one encoding of a value, written down a second time for the tests. */
function canonical(value: Value): Uint8Array {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === 'bigint') return shortest(0, value);
  if (typeof value === 'string') return concat(shortest(3, Buffer.byteLength(value)), Buffer.from(value));
  if (value instanceof Uint8Array) return concat(shortest(2, value.length), value);
  if (Array.isArray(value)) return concat(shortest(4, value.length), ...value.map(canonical));
  const pairs = value.entries.flatMap(([key, item]) => [canonical(key), canonical(item)]);
  return concat(shortest(5, value.entries.length), ...pairs);
}

/** What cbor-x decodes a canonical encoding to → the value that it encodes. */
function plain(decoded: unknown): Value {
  if (typeof decoded === 'number') return BigInt(decoded);
  if (decoded instanceof Uint8Array) return new Uint8Array(decoded);
  if (Array.isArray(decoded)) return decoded.map(plain);
  if (typeof decoded !== 'object' || decoded === null) return decoded as Value;
  return { entries: Object.entries(decoded).map(([key, item]) => [key, plain(item)]) };
}

/** A shape with a value that fits it. */
const fitting: fc.Arbitrary<[Shape, Value]> = fc.letrec<{ pair: [Shape, Value] }>((tie) => ({
  pair: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n): [Shape, Value] => [unsigned(), n]),
      fc.nat(300).map((n): [Shape, Value] => [unsigned(n), BigInt(n)]),
      fc.uint8Array({ maxLength: 300 }).map((b): [Shape, Value] => [bytes(), b]),
      fc.uint8Array({ maxLength: 40 }).map((b): [Shape, Value] => [bytes(b.length), b]),
      fc.string({ unit: 'binary', maxLength: 40 }).map((t): [Shape, Value] => [text(160, /^/), t]),
    ),
    tie('pair').map(([shape, value]): [Shape, Value] => [nullable(shape), value]),
    tie('pair').map(([shape]): [Shape, Value] => [nullable(shape), null]),
    fc
      .tuple(tie('pair'), fc.nat(3))
      .map(([[shape, value], n]): [Shape, Value] => [list(shape, 3), Array.from({ length: n }, () => value)]),
    fc
      .array(tie('pair'), { maxLength: 4 })
      .map((pairs): [Shape, Value] => [tuple(...pairs.map(([s]) => s)), pairs.map(([, v]) => v)]),
    fc
      .array(tie('pair'), { maxLength: 4 })
      .map((pairs): [Shape, Value] => [
        map(...pairs.map(([s], i): [string, Shape] => [`key${i}`, s])),
        { entries: pairs.map(([, v], i) => [`key${i}`, v]) },
      ]),
  ),
})).pair;

/** What is wrong with an input; undefined where it is let pass. Anything but a fault is thrown. */
function fault(input: Uint8Array, shape: Shape): CborFault | undefined {
  try {
    scan(input, shape);
    return undefined;
  } catch (error) {
    if (error instanceof CborFault) return error;
    throw error;
  }
}

const hex = (digits: string) => new Uint8Array(Buffer.from(digits.replaceAll(' ', ''), 'hex'));

test('the canonical encoding of what fits is let pass, and decodes to it', () => {
  fc.assert(
    fc.property(fitting, ([shape, value]) => {
      const encoded = canonical(value);
      expect(fault(encoded, shape)).toBeUndefined();
      expect(toHex(canonical(plain(decodeCbor(encoded, shape))))).toBe(toHex(encoded));
    }),
    { numRuns: 1000 },
  );
});

test('a byte changed, left out or added: refused, or the canonical encoding of something else', () => {
  fc.assert(
    fc.property(fitting, fc.nat(), fc.integer({ min: 0, max: 255 }), ([shape, value], where, byte) => {
      const encoded = canonical(value);
      const at = where % encoded.length;
      expect(fault(encoded.slice(0, at), shape)).toBeInstanceOf(CborFault);
      expect(fault(concat(encoded, Uint8Array.of(byte)), shape)).toBeInstanceOf(CborFault);
      const variants = [
        encoded.map((old, i) => (i === at ? byte : old)),
        concat(encoded.slice(0, at), encoded.slice(at + 1)),
        concat(encoded.slice(0, at), Uint8Array.of(byte), encoded.slice(at)),
      ];
      for (const changed of variants) {
        if (fault(changed, shape) !== undefined) continue;
        expect(toHex(canonical(plain(decodeCbor(changed, shape))))).toBe(toHex(changed));
      }
    }),
    { numRuns: 3000 },
  );
});

test('of any CBOR, only the canonical is let pass', () => {
  fc.assert(
    fc.property(fitting, anyCbor, ([shape], input) => {
      if (fault(input, shape) !== undefined) return;
      expect(toHex(canonical(plain(decodeCbor(input, shape))))).toBe(toHex(input));
    }),
    { numRuns: 3000 },
  );
});

test('bytes that are no CBOR at all', () => {
  fc.assert(
    fc.property(fitting, fc.uint8Array({ maxLength: 60 }), ([shape], input) => {
      if (fault(input, shape) !== undefined) return;
      expect(toHex(canonical(plain(decodeCbor(input, shape))))).toBe(toHex(input));
    }),
    { numRuns: 2000 },
  );
});

describe('the first byte that does not fit ends it', () => {
  const shape = map(['a', unsigned()], ['b', list(nullable(bytes()), 3)], ['c', text(4, /^[a-z]+$/)]);
  const start = '83';

  test.each([
    ['a bignum', 'c2', 'a tag'],
    ['a bignum below zero', 'c3', 'a tag'],
    ['a tag of one byte', 'd8 1c', 'a tag'],
    ['a record of cbor-x', 'd9 dfff', 'a tag'],
    ['a tag of eight bytes', 'db ffffffffffffffff', 'a tag'],
    ['a negative integer', '20', 'a negative integer'],
    ['an array', '9b ffffffffffffffff', 'an array'],
    ['a map', 'bf', 'a map'],
    ['a text', '60', 'a text'],
    ['true', 'f5', 'a float or simple value'],
    ['undefined', 'f7', 'a float or simple value'],
    ['a half float', 'f9 0000', 'a float or simple value'],
    ['a double', 'fb 0000000000000000', 'a float or simple value'],
    ['a break', 'ff', 'a float or simple value'],
  ])('%s', (_, digits, name) => {
    const input = concat(hex(start), hex(digits), new Uint8Array(1000).fill(0xc2));
    const found = fault(input, tuple(bytes(), bytes(), bytes()));
    expect(found).toMatchObject({ kind: 'malformed', offset: 1 });
    expect(found?.message).toBe(`0 is ${name} where a byte string belongs, at byte 1`);
  });

  test.each([
    ['another key', 'a3 61 78', 1, 'malformed'],
    ['a key that comes later', 'a3 61 62', 1, 'not-canonical'],
    ['a key again', 'a3 61 61 00 61 61', 4, 'malformed'],
    ['a key of bytes', 'a3 41 61', 1, 'malformed'],
    ['a key of 4 GiB', 'a3 7a ffffffff', 6, 'malformed'],
    ['a key more', 'a4 61 61 00', 0, 'malformed'],
    ['a key less', 'a2 61 61 00', 0, 'malformed'],
    ['an indefinite map', 'bf 61 61 00', 0, 'malformed'],
    ['a longer count', 'b8 03 61 61 00', 0, 'not-canonical'],
    ['a longer integer', 'a3 61 61 18 17', 3, 'not-canonical'],
    ['a reserved length', 'a3 61 61 1c', 3, 'malformed'],
    ['an integer that is cut', 'a3 61 61 19 01', 5, 'malformed'],
    ['an item too many', 'a3 61 61 00 61 62 84 f6f6f6f6', 6, 'malformed'],
    ['2^64 - 1 items', 'a3 61 61 00 61 62 9b ffffffffffffffff', 6, 'malformed'],
    ['a string of 2^64 - 1 bytes', 'a3 61 61 00 61 62 81 5b ffffffffffffffff', 16, 'malformed'],
    ['a text too long', 'a3 61 61 00 61 62 80 61 63 65 6162636465', 9, 'malformed'],
    ['a text out of form', 'a3 61 61 00 61 62 80 61 63 61 41', 9, 'malformed'],
    ['a text that is not UTF-8', 'a3 61 61 00 61 62 80 61 63 62 c328', 9, 'malformed'],
    ['a byte more', 'a3 61 61 00 61 62 80 61 63 61 61 00', 11, 'malformed'],
  ])('%s', (_, digits, offset, kind) => {
    expect(fault(hex(digits), shape)).toMatchObject({ kind, offset });
  });

  test('every form of a number that is longer than it must be', () => {
    for (const n of [0n, 23n, 24n, 255n, 256n, 65535n, 65536n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 64n - 1n]) {
      expect(fault(shortest(0, n), unsigned())).toBeUndefined();
      for (const width of [1, 2, 4, 8] as const) {
        if (n >= 1n << BigInt(8 * width)) continue;
        const form = head(0, n, width);
        if (toHex(form) === toHex(shortest(0, n))) continue;
        expect(fault(form, unsigned())).toMatchObject({ kind: 'not-canonical', offset: 0 });
      }
    }
  });

  test('a byte order mark is text like any other', () => {
    expect(decodeCbor(hex('64 efbbbf61'), text(4, /^/))).toBe('\ufeffa');
  });

  test('messages stay short', () => {
    const key = new Uint8Array(1 << 20).fill(0x78);
    const input = concat(hex('a3'), shortest(3, key.length), key);
    expect(fault(input, shape)?.message).toBe('it has a long key where a belongs, at byte 1');
  });
});

test('a version is read whatever comes after it', () => {
  const at = (digits: string) => scanVersion(hex(digits));
  const key = '67 76657273696f6e';
  expect(at(`a7 ${key} 01`)).toBe(1);
  expect(at(`b8 20 ${key} 18 ff c2 ff`)).toBe(255);
  expect(at(`a1 ${key} 1b 001fffffffffffff`)).toBe(2 ** 53 - 1);
  for (const none of [
    '',
    'a7',
    'a0',
    `87 ${key} 02`,
    `bf ${key} 02`,
    `a7 ${key}`,
    `a7 ${key} 18 02`,
    `a7 ${key} 1b 0020000000000000`,
    `a7 ${key} c2 41 02`,
    `a7 ${key} 61 32`,
    'a7 67 76657273696f6f 02',
    `a7 78 07 76657273696f6e 02`,
  ]) {
    expect(at(none)).toBeUndefined();
  }
});
