import { expect, test } from 'vitest';
import { fixture } from '../../../testkit/fixtures.js';
import { counter } from '../../../testkit/statelessContracts.js';
import { checkProfile } from '../../src/deploy/checkProfile.js';

const { receipt, wasm } = fixture('add');
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'nothing thrown';
};

test('a receipt of this module under another profile is refused; one of another module is left to the verifier', () => {
  expect(codeOf(() => checkProfile(receipt, wasm))).toBe('deploy/profile');
  expect(() => checkProfile(receipt, wasm)).toThrow(/5a1ee41697658cff.*metered/);
  expect(codeOf(() => checkProfile(receipt, counter.wasm))).toBe('nothing thrown');
  expect(codeOf(() => checkProfile(receipt.subarray(0, 1000), wasm))).toBe('receipt/malformed');
});
