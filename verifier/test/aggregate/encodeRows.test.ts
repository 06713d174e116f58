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
  '0070627fe415e8b099cc2d747013ee63f841918c02652861f83413915875dda5',
  '75d1fc8b93ebf1d27dff83960ad929052625dd934acac25446274869b0566a71',
  '00000000',
  '0080f17373862c90fab81e589d1d6b6d2baa5770b15e5f2cb1731ca1f98ed0f5',
  '71ec972d644a7bce83360b0cc37f741faeafd1d47e4a6fca6c0ae25a939ffa22',
  '00000000',
  '0080f17373862c90fab81e589d1d6b6d2baa5770b15e5f2cb1731ca1f98ed0f5',
  'f9d60fbb5036623dd573368ad7a5037d5c374d8cf47c58de140e2d7af9d3ce4d',
  '00000000',
].join('');

test('is what the aggregator commits', () => {
  expect(toHex(encodeRows(foldedStatements()))).toBe(COMMITTED);
});

test('the order of the files makes no difference', () => {
  const rows = encodeRows(foldedStatements(['invalid', 'add', 'crypto-primitives-baseline']));
  expect(toHex(rows)).toBe(COMMITTED);
});
