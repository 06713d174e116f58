import { encode as plainEncode } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cbor } from '../../src/cbor/codec.js';
import { decodeReceipt, encodeReceipt, type Receipt, ReceiptError, toHex } from '../../src/index.js';

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
  });

  test('another order of keys', () => {
    const { seal, ...rest } = receipt;
    expect(code(new Uint8Array(cbor.encode({ seal: Buffer.from(seal), ...rest })))).not.toBe('accepted');
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
    const start = performance.now();
    expect(code(hex(bytes))).not.toBe('accepted');
    expect(performance.now() - start).toBeLessThan(5000);
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
