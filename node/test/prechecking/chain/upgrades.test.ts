/** Cases of the peer's `paras` tests about upgrades, under their names. */
import { expect, test } from 'vitest';
import { canUpgrade, requestUpgrade } from '../../../src/prechecking/chain/index.js';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import { CODE_1, CODE_2, refusal, TestChain } from './testChain.js';

const DELAYS = { codeRetention: 10, upgradeDelay: 5, upgradeCooldown: 10 };

/** Para 0 with CODE_1, and CODE_2 accepted as its next code, included in block 1. */
function upgrading(strategy: 'go-ahead' | 'at-block' = 'go-ahead') {
  const chain = new TestChain([[0, {}]], DELAYS);
  chain.runTo(2, [1]);
  chain.upgrade(0, CODE_2, 1, strategy);
  chain.voteAll(CODE_2);
  return chain;
}

test('code_upgrade_applied_after_delay', () => {
  const chain = upgrading();
  chain.head(0, 1);
  expect(chain.past(0)).toBeUndefined();
  expect(chain.para(0)).toMatchObject({
    upgradeExpectedAt: 6,
    futureCode: codeHash(CODE_2),
    restricted: true,
  });
  expect(chain.para(0).signal).toBeUndefined();
  expect(chain.state.goAheads).toEqual([{ para: 0, at: 6 }]);
  expect(chain.state.cooldowns).toEqual([{ para: 0, at: 11 }]);
  expect([chain.isUsed(CODE_1), chain.isUsed(CODE_2)]).toEqual([true, true]);

  chain.runTo(5);
  expect(chain.para(0).signal).toBeUndefined();
  chain.runTo(6);
  // A head in the context of the block before does not know the signal yet.
  chain.head(0, 5);
  expect(chain.past(0)).toBeUndefined();
  expect(chain.para(0)).toMatchObject({
    signal: 'go-ahead',
    currentCode: codeHash(CODE_1),
    upgradeExpectedAt: 6,
  });

  chain.runTo(7);
  chain.head(0, 6);
  expect(chain.past(0)?.replacements).toEqual([{ expectedAt: 6, activatedAt: 7, code: codeHash(CODE_1) }]);
  const { currentCode, futureCode, upgradeExpectedAt, signal, restricted } = chain.para(0);
  expect({ currentCode, futureCode, upgradeExpectedAt, signal, restricted }).toEqual({
    currentCode: codeHash(CODE_2),
    restricted: true,
  });
  expect([chain.isUsed(CODE_1), chain.isUsed(CODE_2)]).toEqual([true, true]);

  chain.runTo(11);
  expect(chain.para(0).restricted).toBe(true);
  chain.runTo(12);
  expect(chain.para(0).restricted).toBeUndefined();
  expect(chain.state.cooldowns).toEqual([]);
});

test('upgrade_strategy_apply_at_expected_block_works', () => {
  const chain = upgrading('at-block');
  chain.runTo(5);
  expect(chain.para(0).currentCode).toBe(codeHash(CODE_1));
  chain.runTo(7);
  expect(chain.past(0)?.replacements).toEqual([{ expectedAt: 6, activatedAt: 6, code: codeHash(CODE_1) }]);
  const { futureCode, upgradeExpectedAt, signal, currentCode } = chain.para(0);
  expect({ futureCode, upgradeExpectedAt, signal, currentCode }).toEqual({ currentCode: codeHash(CODE_2) });
  expect(chain.para(0).restricted).toBe(true);
  expect(chain.state.cooldowns).toEqual([{ para: 0, at: 11 }]);
  expect([chain.isUsed(CODE_1), chain.isUsed(CODE_2)]).toEqual([true, true]);
  chain.runTo(12);
  expect(chain.para(0).restricted).toBeUndefined();
});

test('code_upgrade_applied_after_delay_even_when_late', () => {
  const chain = upgrading();
  chain.head(0, 1);
  chain.runTo(6 + 1 + 4);
  expect(chain.para(0)).toMatchObject({ signal: 'go-ahead', currentCode: codeHash(CODE_1) });
  chain.head(0, 6 + 4);
  expect(chain.past(0)?.replacements.at(-1)?.expectedAt).toBe(6);
  expect(chain.para(0).signal).toBeUndefined();
  expect(chain.para(0).currentCode).toBe(codeHash(CODE_2));
});

test('submit_code_change_when_not_allowed_is_err', () => {
  const chain = new TestChain([[0, { code: Uint8Array.of(1, 2, 3) }]], {
    codeRetention: 10,
    upgradeDelay: 7,
    upgradeCooldown: 100,
  });
  chain.runTo(1, [1]);
  chain.upgrade(0, CODE_1, 1);
  chain.voteAll(CODE_1);
  expect(chain.para(0)).toMatchObject({ upgradeExpectedAt: 8, futureCode: codeHash(CODE_1) });

  chain.runTo(2);
  expect(canUpgrade(chain.state, 0)).toBe(false);
  const before = chain.state;
  chain.upgrade(0, CODE_2, 2);
  expect(chain.state).toBe(before);
  expect(chain.references(CODE_2)).toBeUndefined();
  // Who comes from outside is told.
  expect(refusal(() => requestUpgrade(chain.state, 0, CODE_2, 'go-ahead'))).toBe('chain/cannot-upgrade');
});

test('upgrade_restriction_elapsed_doesnt_mean_can_upgrade', () => {
  const chain = new TestChain([[0, { code: Uint8Array.of(1, 2, 3) }]], {
    codeRetention: 10,
    upgradeDelay: 7,
    upgradeCooldown: 30,
  });
  chain.runTo(1, [1]);
  chain.upgrade(0, CODE_1, 0);
  chain.voteAll(CODE_1);
  chain.head(0, 0);
  expect(chain.para(0)).toMatchObject({ restricted: true, upgradeExpectedAt: 7 });
  expect(canUpgrade(chain.state, 0)).toBe(false);
  chain.runTo(31);
  expect(chain.para(0).restricted).toBeUndefined();
  expect(canUpgrade(chain.state, 0)).toBe(false);
  chain.upgrade(0, CODE_2, 30);
  expect(chain.para(0)).toMatchObject({ upgradeExpectedAt: 7, futureCode: codeHash(CODE_1) });
});

test('an upgrade that is too small, or the same code, is ignored', () => {
  const chain = new TestChain([[0, {}]]);
  chain.runTo(1, [1]);
  const before = chain.state;
  chain.upgrade(0, CODE_2.subarray(1), 1);
  chain.upgrade(0, CODE_1, 1);
  expect(chain.state).toBe(before);
  chain.upgrade(0, Uint8Array.of(...CODE_2.subarray(1), 0), 1);
  expect(chain.para(0).futureCode).toBeDefined();
});

test('who asks from outside is told what is wrong with the size', () => {
  const chain = new TestChain([[0, {}]], { maxCodeSize: 20 });
  const ask = (size: number) =>
    refusal(() => requestUpgrade(chain.state, 0, new Uint8Array(size), 'at-block'));
  expect([8, 9, 20, 21].map(ask)).toEqual(['chain/invalid-code', undefined, undefined, 'chain/invalid-code']);
});

test('the delay counts from inclusion, but leaves some blocks after the vote', () => {
  const chain = new TestChain([[0, {}]], { upgradeDelay: 5, minimumUpgradeDelay: 3, votingTtl: 9 });
  chain.runTo(2, [1]);
  chain.upgrade(0, CODE_2, 1);
  chain.runTo(20);
  chain.voteAll(CODE_2);
  expect(chain.para(0).upgradeExpectedAt).toBe(23);
});
