import { expect, test } from 'vitest';
import { encodeRows } from '../../src/aggregate/encodeRows.js';
import { toHex } from '../../src/index.js';
import { foldedStatements } from './parts.js';

/**
 * What the aggregator's program itself committed for `add`, `crypto-primitives-baseline` and `invalid`, in SP1's executor
 * (the engine's command `aggregate` without `seal`).
 */
const COMMITTED = [
  '7a6b637761736d2f61676772656761746500', // zkcwasm/aggregate
  '0100',
  '03000000',
  '00b20074a4bcfaea8806e19a04f09d9fd939fc05b6e058e481efbb1fd8d140a8',
  '00f50ff6b3fb7e7d8cda67b9302ff52d178628d9142a0eef30d1489c75d05b6c',
  '00000000',
  '00b20074a4bcfaea8806e19a04f09d9fd939fc05b6e058e481efbb1fd8d140a8',
  '58c41ba41693866090e9ccb38b875c51b4e3699987c4adfc71e0d840e2252c03',
  '00000000',
  '00e0b81f09ee877e82a258e5b7e0d16b7a1722144605179bcb7e783eb18b1ac5',
  '34918a87db65f850974788212e79dbb35ae5b03d9bd3d5fcf6aa2be85badd43a',
  '00000000',
].join('');

test('is what the aggregator commits', () => {
  expect(toHex(encodeRows(foldedStatements()))).toBe(COMMITTED);
});

test('the order of the files makes no difference', () => {
  const rows = encodeRows(foldedStatements(['invalid', 'add', 'crypto-primitives-baseline']));
  expect(toHex(rows)).toBe(COMMITTED);
});
