import { encode as plainEncode } from 'cbor-x/index-no-eval';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyCbor, concat, head } from '../../../testkit/hostileCbor.js';
import { cbor } from '../../src/cbor/codec.js';
import { decodeReceipt, type Receipt, ReceiptError, toHex } from '../../src/index.js';
import { encodeReceipt } from '../../src/internal.js';

const receipt: Receipt = {
  version: 1,
  proofSystem: 'sp1',
  circuit: 'v6.1.0',
  imageId: new Uint8Array(32).fill(7),
  journal: new Uint8Array(100).fill(8),
  sealKind: 'stark',
  seal: new Uint8Array(5000).map((_, i) => i),
};
const good = encodeReceipt(receipt);
const code = (bytes: Uint8Array) => {
  try {
    decodeReceipt(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(ReceiptError);
    return (error as ReceiptError).code;
  }
  return 'accepted';
};
/** The error that bytes are refused with. */
function refusalOf(bytes: Uint8Array): ReceiptError {
  try {
    decodeReceipt(bytes);
  } catch (error) {
    if (error instanceof ReceiptError) return error;
    throw error;
  }
  throw new Error('accepted');
}
const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

test('one receipt, one encoding', () => {
  expect(decodeReceipt(good)).toEqual(receipt);
  expect(toHex(encodeReceipt(decodeReceipt(good)))).toBe(toHex(good));
  // A map of 7 with the text "version" first, as RFC 8949 writes it: no tags, no records.
  expect(toHex(good.slice(0, 10))).toBe('a76776657273696f6e01');
});

describe('refused', () => {
  test('every cut', () => {
    for (let length = 0; length < good.length; length += 37)
      expect(code(good.slice(0, length))).not.toBe('accepted');
    expect(code(good.slice(0, -1))).not.toBe('accepted');
  });

  test('trailing bytes', () => {
    expect(code(Uint8Array.from([...good, 0]))).toMatch(/^receipt\//);
  });

  test('a newer version says so', () => {
    expect(code(new Uint8Array(cbor.encode({ ...receipt, version: 2 })))).toBe('receipt/version');
    // Whatever a later version may hold besides.
    for (const later of ['a1', 'a3', 'b8 2a']) {
      for (const rest of ['', 'c2', '61 78 fb', 'ff']) {
        expect(code(hex(`${later} 67 76657273696f6e 18 2a ${rest}`))).toBe('receipt/version');
      }
    }
    // A version that does not exist is none.
    expect(code(new Uint8Array(cbor.encode({ ...receipt, version: 0 })))).toBe('receipt/malformed');
  });

  test('another order of keys', () => {
    const { seal, ...rest } = receipt;
    expect(code(new Uint8Array(cbor.encode({ seal: Buffer.from(seal), ...rest })))).toBe(
      'receipt/not-canonical',
    );
    const { circuit, version, ...others } = rest;
    const buffers = { journal: Buffer.from(rest.journal), imageId: Buffer.from(rest.imageId) };
    const moved = { version, circuit, ...others, ...buffers, seal: Buffer.from(seal) };
    expect(code(new Uint8Array(cbor.encode(moved)))).toBe('receipt/not-canonical');
  });

  test('a key more, a key less', () => {
    const { circuit: _, ...less } = receipt;
    expect(code(new Uint8Array(cbor.encode(less)))).toBe('receipt/malformed');
    expect(code(new Uint8Array(cbor.encode({ ...receipt, more: 1 })))).toBe('receipt/malformed');
  });

  test('a longer length than needed', () => {
    // The key "version" with its length in two bytes.
    const longer = Uint8Array.from([0xa7, 0x78, 0x07, ...good.slice(2)]);
    expect(code(longer)).toBe('receipt/not-canonical');
  });

  test('tagged byte strings of another encoder', () => {
    expect(code(new Uint8Array(plainEncode(receipt)))).not.toBe('accepted');
  });

  test.each([
    ['an array of 2^64 - 1', 'a7 9b ff ff ff ff ff ff ff ff'],
    ['a byte string of 2^63', 'a7 67 76657273696f6e 5b 80 00 00 00 00 00 00 00'],
    ['a text of 4 GiB', 'a7 7a ff ff ff ff 00'],
    ['maps in maps', `${'a7 '.repeat(100)} 00`],
    ['arrays in arrays', `a7 ${'81 '.repeat(60000)} 00`],
    ['tags on tags', `a7 ${'d9 ff ff '.repeat(20000)} 00`],
    ['an indefinite map', 'bf 67 76657273696f6e 01 ff'],
    ['a JSON receipt', Buffer.from('{"version":1}').toString('hex')],
  ])('%s', (_, bytes) => {
    expect(code(hex(bytes))).not.toBe('accepted');
  });

  /** Each value of the receipt: where it begins, and the bytes before it. */
  const values = ['version', 'proofSystem', 'circuit', 'imageId', 'journal', 'sealKind', 'seal'].map(
    (key) => {
      const at = Buffer.from(good).lastIndexOf(key) + key.length;
      return { key, before: good.slice(0, at) };
    },
  );
  const firstBytes = [0, 2, 3, 4, 5, 6, 7].flatMap((major) =>
    [head(major, 5n, 0), head(major, 2n ** 31n, 4), Uint8Array.of((major << 5) | 31)].map(
      (bytes): [number, Uint8Array] => [major, bytes],
    ),
  );

  test.each(values)(
    'anything but its own kind in place of $key is refused at its first byte',
    ({ before }) => {
      for (const [major, bytes] of firstBytes) {
        if ((good[before.length] ?? 0) >> 5 === major) continue;
        // What cbor-x would take minutes for, were it to see the rest.
        const input = concat(before, bytes, new Uint8Array(1 << 20).fill(0xff));
        const refusal = refusalOf(input);
        expect(refusal.code).toBe('receipt/malformed');
        expect(refusal.cause).toMatchObject({ offset: before.length });
        expect(refusal.hint).toBeDefined();
      }
    },
  );

  test('a bignum that is all of 8 MiB', () => {
    const start = concat(hex('a7 67 76657273696f6e c2'), head(2, BigInt((8 << 20) - 15), 4));
    const input = new Uint8Array(8 << 20).fill(0xff);
    input.set(start);
    const refusal = refusalOf(input);
    expect(refusal).toMatchObject({ code: 'receipt/malformed', cause: { offset: 9 } });
    expect(refusal.message).toContain('version is a tag where an unsigned integer belongs, at byte 9');
  });

  test('any CBOR in place of any value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...values), anyCbor, fc.boolean(), ({ before }, item, whole) => {
        const input = concat(before, item, whole ? good.slice(before.length + 1) : new Uint8Array());
        if (code(input) !== 'accepted') return;
        expect(toHex(encodeReceipt(decodeReceipt(input)))).toBe(toHex(input));
      }),
      { numRuns: 5000 },
    );
  });

  test('a byte changed: refused, or the one encoding of another receipt', () => {
    const small = encodeReceipt({ ...receipt, journal: new Uint8Array(3), seal: new Uint8Array(30) });
    for (let at = 0; at < small.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = small.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte));
        if (code(changed) !== 'accepted') continue;
        expect(toHex(encodeReceipt(decodeReceipt(changed)))).toBe(toHex(changed));
      }
    }
  });

  test('names out of form', () => {
    for (const sealKind of ['', ' ', 'st ark', 'stårk', 'x'.repeat(65), '\0']) {
      expect(code(encodeReceipt({ ...receipt, sealKind }))).toBe('receipt/malformed');
    }
    expect(code(encodeReceipt({ ...receipt, sealKind: 'x'.repeat(64) }))).toBe('accepted');
  });

  test('50 MB of zeros, without looking at them', () => {
    expect(code(new Uint8Array(50 << 20))).toBe('receipt/malformed');
  });

  test('arbitrary bytes after a good start', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.uint8Array({ maxLength: 200 }), (keep, rest) => {
        expect(code(Uint8Array.from([...good.slice(0, keep), ...rest]))).not.toBe('accepted');
      }),
      { numRuns: 2000 },
    );
  });
});
