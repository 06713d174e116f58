import fc from 'fast-check';
import { expect, test } from 'vitest';
import { importAt } from '../../src/input/importAt.js';

const entry = [3, 0x65, 0x6e, 0x76, 2, 0xc3, 0xa9, 0, 0];

test('two names, wherever they are', () => {
  expect(importAt(Uint8Array.of(...entry), 0n)).toEqual({ module: 'env', name: 'é' });
  expect(importAt(Uint8Array.of(9, 9, ...entry), 2n)).toEqual({ module: 'env', name: 'é' });
  expect(importAt(Uint8Array.of(0, 0), 0n)).toEqual({ module: '', name: '' });
  // A byte order mark is part of a name.
  expect(importAt(Uint8Array.of(3, 0xef, 0xbb, 0xbf, 0), 0n)).toEqual({ module: '\ufeff', name: '' });
});

test('a length that is longer than needed is still a length', () => {
  expect(importAt(Uint8Array.of(0x81, 0x80, 0x80, 0x80, 0, 0x61, 0), 0n)).toEqual({ module: 'a', name: '' });
});

test.each([
  ['nothing', []],
  ['a name that is cut', [3, 0x65]],
  ['one name', [1, 0x65]],
  ['a length without an end', [0x80, 0x80]],
  ['a length of six bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0]],
  ['a length of 2^35 - 1', [0xff, 0xff, 0xff, 0xff, 0x7f, 0x61]],
  ['a name that is not UTF-8', [1, 0xff, 0]],
])('%s: undefined', (_, bytes) => {
  expect(importAt(Uint8Array.from(bytes), 0n)).toBeUndefined();
});

test('any bytes and any offset', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      fc.nat(40),
      (bytes, far, near) => {
        expect(importAt(bytes, far)).toBeOneOf([undefined, expect.anything()]);
        importAt(bytes, BigInt(near));
      },
    ),
  );
});
