/** Cases of the peer's `paras` tests about stored code, under their names. */
import { expect, test } from 'vitest';
import { decreaseReferences, increaseReferences } from '../../../src/prechecking/chain/codes.js';
import { step } from '../../../src/prechecking/chain/step.js';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import { CODE_1, TestChain } from './testChain.js';

const increase = step(increaseReferences);
const decrease = step(decreaseReferences);
const HASH = codeHash(CODE_1);

test('code_ref_is_cleaned_correctly', () => {
  const chain = new TestChain();
  chain.do(increase(chain.state, HASH, CODE_1));
  chain.do(increase(chain.state, HASH, CODE_1));
  expect(chain.references(CODE_1)).toBe(2);
  chain.do(decrease(chain.state, HASH));
  expect(chain.references(CODE_1)).toBe(1);
  chain.do(decrease(chain.state, HASH));
  expect(chain.references(CODE_1)).toBeUndefined();
});

test('add_trusted_validation_code_inserts_with_no_users', () => {
  const chain = new TestChain();
  chain.trust(CODE_1);
  expect(chain.references(CODE_1)).toBe(0);
});

test('add_trusted_validation_code_idempotent', () => {
  const chain = new TestChain();
  chain.trust(CODE_1);
  const before = chain.state;
  chain.trust(CODE_1);
  expect(chain.state).toBe(before);
});

test('add_trusted_validation_code_insta_approval', () => {
  const chain = new TestChain([], { upgradeDelay: 25, minimumUpgradeDelay: 2 });
  chain.trust(CODE_1);
  chain.runTo(2);
  chain.upgrade(100, CODE_1, 1);
  chain.head(100, 1);
  expect(chain.para(100).upgradeExpectedAt).toBe(26);
  expect(chain.checks()).toEqual(['started 100', 'accepted 100']);
  expect(chain.references(CODE_1)).toBe(1);
});

test('add_trusted_validation_code_enacts_existing_pvf_vote', () => {
  const chain = new TestChain([], { upgradeDelay: 25, minimumUpgradeDelay: 2 });
  chain.runTo(2);
  chain.upgrade(100, CODE_1, 1);
  chain.head(100, 1);
  expect(chain.para(100).upgradeExpectedAt).toBeUndefined();
  expect(chain.hasVote(CODE_1)).toBe(true);
  chain.trust(CODE_1);
  expect(chain.para(100).upgradeExpectedAt).toBe(26);
  expect(chain.hasVote(CODE_1)).toBe(false);
  expect(chain.references(CODE_1)).toBe(1);
});

test('poke_unused_validation_code_removes_code_cleanly', () => {
  const chain = new TestChain();
  const before = chain.state;
  chain.trust(CODE_1);
  chain.poke(CODE_1);
  expect(chain.references(CODE_1)).toBeUndefined();
  expect(chain.state).toEqual(before);
});

test('poke_unused_validation_code_doesnt_remove_code_with_users', () => {
  const chain = new TestChain();
  chain.trust(CODE_1);
  chain.runTo(2);
  chain.upgrade(100, CODE_1, 1);
  chain.head(100, 1);
  const before = chain.state;
  chain.poke(CODE_1);
  expect(chain.state).toBe(before);
  expect(chain.isUsed(CODE_1)).toBe(true);
});

test('increase_code_ref counts stay consistent after a trusted insert', () => {
  const chain = new TestChain();
  chain.trust(CODE_1);
  chain.do(increase(chain.state, HASH, CODE_1));
  chain.do(increase(chain.state, HASH, CODE_1));
  expect(chain.references(CODE_1)).toBe(2);

  const other = new TestChain();
  other.trust(CODE_1);
  other.do(decrease(other.state, HASH));
  expect(other.references(CODE_1)).toBe(0);
});

test('stored code is a copy: the caller may reuse its buffer', () => {
  const chain = new TestChain();
  const buffer = CODE_1.slice();
  chain.trust(buffer);
  buffer.fill(0);
  expect(chain.state.codes.get(HASH)?.bytes).toEqual(CODE_1);
});
