import { toHex } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import { encodeRequest } from '../src/encodeRequest.js';
import { DEFAULT_LIMITS, type Limits } from '../src/limits.js';

const none = Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((name) => [name, undefined])) as Limits;
const context = 'ab'.repeat(32);

test('context, then the limits in force by rising number', () => {
  expect(toHex(encodeRequest({ context, limits: none }))).toBe(`${context}00`);
  const limits = { ...none, types: 258n, heapBytes: 1n };
  expect(toHex(encodeRequest({ context, limits }))).toBe(
    [context, '02', '02000100000000000000', '05000201000000000000'].join(''),
  );
});

test.each([
  ['a context that is cut', { context: 'ab', limits: none }],
  ['a context in capitals', { context: 'AB'.repeat(32), limits: none }],
  ['a limit beyond 64 bits', { context, limits: { ...none, types: 1n << 64n } }],
  ['a limit below 0', { context, limits: { ...none, types: -1n } }],
])('%s is refused', (_, request) => {
  expect(() => encodeRequest(request)).toThrow(expect.objectContaining({ code: 'usage/invalid' }));
});
