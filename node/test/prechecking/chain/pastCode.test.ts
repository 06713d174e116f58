/** Cases of the peer's `paras` tests about replaced code, under their names. */
import { expect, test } from 'vitest';
import { increaseReferences } from '../../../src/prechecking/chain/codes.js';
import { notePastCode, pruneUpTo } from '../../../src/prechecking/chain/pastCode.js';
import type { PastCode } from '../../../src/prechecking/chain/state.js';
import { step } from '../../../src/prechecking/chain/step.js';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import { CODE_1, CODE_2, TestChain } from './testChain.js';

const note = step(notePastCode);
const use = step(increaseReferences);

test('para_past_code_pruning', () => {
  const past: PastCode = { replacements: [] };
  const replace = (...times: [number, number][]) => {
    for (const [expectedAt, activatedAt] of times)
      past.replacements.push({ expectedAt, activatedAt, code: '' });
  };
  const prune = (max: number) => pruneUpTo(past, max).map(({ expectedAt }) => expectedAt);
  const kept = () => past.replacements.map(({ expectedAt }) => expectedAt);
  replace([10, 10], [20, 25], [30, 35]);
  expect(prune(9)).toEqual([]);
  expect(past.lastPruned).toBeUndefined();
  expect(prune(10)).toEqual([10]);
  expect([kept(), past.lastPruned]).toEqual([[20, 30], 10]);
  expect(prune(21)).toEqual([]);
  expect(prune(26)).toEqual([20]);
  expect([kept(), past.lastPruned]).toEqual([[30], 25]);
  replace([40, 42], [50, 53], [60, 66]);
  expect(prune(60)).toEqual([30, 40, 50]);
  expect([kept(), past.lastPruned]).toEqual([[60], 53]);
  expect(prune(66)).toEqual([60]);
  expect([kept(), past.lastPruned]).toEqual([[], 66]);
});

test('replaced code is dropped at the start of the block in which it has been kept for long enough', () => {
  const chain = new TestChain([[0, {}]], { codeRetention: 10 });
  chain.do(use(chain.state, codeHash(CODE_2), CODE_2));
  chain.do(note(chain.state, 0, 10, 12, codeHash(CODE_2)));
  chain.runTo(12 + 10);
  expect(chain.isUsed(CODE_2)).toBe(true);
  chain.runTo(12 + 10 + 1);
  expect(chain.references(CODE_2)).toBeUndefined();
  expect(chain.past(0)).toEqual({ replacements: [], lastPruned: 12 });
});

test('note_past_code_sets_up_pruning_correctly', () => {
  const chain = new TestChain([
    [0, {}],
    [1, {}],
  ]);
  chain.do(note(chain.state, 1, 20, 23, codeHash(CODE_2)));
  chain.do(note(chain.state, 0, 10, 12, codeHash(CODE_1)));
  expect(chain.state.pruning).toEqual([
    { para: 0, at: 12 },
    { para: 1, at: 23 },
  ]);
  expect(chain.past(0)).toEqual({
    replacements: [{ expectedAt: 10, activatedAt: 12, code: codeHash(CODE_1) }],
  });
  expect(chain.past(1)).toEqual({
    replacements: [{ expectedAt: 20, activatedAt: 23, code: codeHash(CODE_2) }],
  });
});

test('code_hash_at_returns_up_to_end_of_code_retention_period', () => {
  const chain = new TestChain([[0, {}]], { codeRetention: 10, upgradeDelay: 2 });
  chain.runTo(2, [1]);
  chain.upgrade(0, CODE_2, 0);
  chain.voteAll(CODE_2);
  chain.runTo(3);
  expect(chain.para(0).currentCode).toBe(codeHash(CODE_1));
  chain.runTo(10);
  chain.head(0, 7);
  expect(chain.past(0)?.replacements).toEqual([{ expectedAt: 4, activatedAt: 10, code: codeHash(CODE_1) }]);
  expect(chain.para(0).currentCode).toBe(codeHash(CODE_2));
  chain.runTo(10 + 10);
  expect([chain.isUsed(CODE_1), chain.isUsed(CODE_2)]).toEqual([true, true]);
  chain.runTo(10 + 10 + 1);
  expect(chain.past(0)).toEqual({ replacements: [], lastPruned: 10 });
  expect([chain.references(CODE_1), chain.isUsed(CODE_2)]).toEqual([undefined, true]);
});
