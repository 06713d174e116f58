import { expect, test } from 'vitest';
import { fromHex, hexConstant, toHex } from '../../src/util/hex.js';

test('hex and back', () => {
  const bytes = Uint8Array.of(0, 1, 0xab, 0xff);
  expect(toHex(bytes)).toBe('0001abff');
  expect(fromHex('0001abff', 4)).toEqual(bytes);
  expect(hexConstant('0001abff', 4)).toEqual(bytes);
});

test.each([
  ['too short', '0001ab'],
  ['too long', '0001abff00'],
  ['of odd length', '0001abf'],
  ['in upper case', '0001ABFF'],
  ['not hex', '0001abfg'],
  ['empty', ''],
  ['with a line break', '0001abf\n'],
])('%s: no bytes, and as a constant an error', (_, text) => {
  expect(fromHex(text, 4)).toBeUndefined();
  expect(() => hexConstant(text, 4)).toThrow(RangeError);
});
