/** Cases of the peer's `paras` tests about paras that come and go, under their names. */
import { expect, test } from 'vitest';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import { CODE_1, CODE_2, refusal, TestChain } from './testChain.js';

test('schedule_para_init_rejects_empty_code', () => {
  const chain = new TestChain();
  expect(refusal(() => chain.onboard(1000, { kind: 'parathread', code: new Uint8Array() }))).toBe(
    'chain/cannot-onboard',
  );
  expect(chain.state.paras.size).toBe(0);
  chain.onboard(1000, { kind: 'parathread', code: Uint8Array.of(1) });
  expect(chain.para(1000).lifecycle).toBe('onboarding');
});

test('a para cannot be registered twice', () => {
  const chain = new TestChain([[0, {}]]);
  expect(refusal(() => chain.onboard(0, { code: CODE_2 }))).toBe('chain/cannot-onboard');
});

test('para_incoming_at_session', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  const [a, b, c] = [999, 525, 333];
  chain.onboard(b, { code: Uint8Array.of(1) });
  chain.onboard(a, { code: Uint8Array.of(2), kind: 'parathread' });
  chain.onboard(c, { code: Uint8Array.of(3) });
  chain.voteAll(Uint8Array.of(2), true, [0, 1, 2, 3]);
  chain.voteAll(Uint8Array.of(1), true, [1, 2, 3, 4]);
  chain.voteAll(Uint8Array.of(3), true, [0, 2, 3, 4]);
  const lifecycles = () => [a, b, c].map((id) => chain.para(id).lifecycle);
  expect(chain.state.actions.get(3)).toEqual([c, b, a]);
  expect(lifecycles()).toEqual(['onboarding', 'onboarding', 'onboarding']);
  chain.runTo(2);
  expect(chain.state.actions.get(3)).toEqual([c, b, a]);
  chain.runTo(3, [3]);
  expect(lifecycles()).toEqual(['onboarding', 'onboarding', 'onboarding']);
  chain.runTo(4, [4]);
  expect(lifecycles()).toEqual(['parathread', 'parachain', 'parachain']);
  expect(chain.state.actions.size).toBe(0);
  expect([a, b, c].map((id) => chain.para(id).currentCode)).toEqual(
    [2, 1, 3].map((byte) => codeHash(Uint8Array.of(byte))),
  );
});

test('full_parachain_cleanup_storage', () => {
  const chain = new TestChain([[0, {}]], { codeRetention: 20, upgradeDelay: 6 });
  chain.runTo(2, [1]);
  chain.upgrade(0, CODE_2, 1);
  chain.voteAll(CODE_2);
  chain.head(0, 1);
  expect(chain.para(0).upgradeExpectedAt).toBe(7);
  chain.runTo(7);
  chain.head(0, 7);
  chain.offboard(0);
  chain.runTo(10, [8, 9]);
  expect(chain.past(0)?.replacements).toEqual([
    { expectedAt: 7, activatedAt: 7, code: codeHash(CODE_1) },
    { expectedAt: 8, activatedAt: 8, code: codeHash(CODE_2) },
  ]);
  expect(chain.state.pruning).toEqual([
    { para: 0, at: 7 },
    { para: 0, at: 8 },
  ]);
  expect([chain.isUsed(CODE_1), chain.isUsed(CODE_2)]).toEqual([true, true]);
  expect(chain.para(0)).toEqual({});

  chain.runTo(8 + 20);
  expect([chain.isUsed(CODE_1), chain.isUsed(CODE_2)]).toEqual([false, true]);
  chain.runTo(8 + 20 + 1);
  // Nothing at all is left of it.
  expect(chain.past(0)).toBeUndefined();
  expect(chain.state.pruning).toEqual([]);
  expect(chain.state.codes.size).toBe(0);
  expect([chain.state.goAheads, chain.state.cooldowns, chain.state.directUpgrades]).toEqual([[], [], []]);
  expect([chain.state.paras.size, chain.state.actions.size]).toEqual([0, 0]);
});

test('a para that leaves with an upgrade accepted gives up its future code at once', () => {
  const chain = new TestChain([[0, {}]], { upgradeDelay: 50, codeRetention: 20, upgradeCooldown: 50 });
  chain.runTo(2, [1]);
  chain.upgrade(0, CODE_2, 1, 'at-block');
  chain.voteAll(CODE_2);
  chain.offboard(0);
  chain.runTo(4, [3, 4]);
  expect(chain.references(CODE_2)).toBeUndefined();
  expect(chain.isUsed(CODE_1)).toBe(true);
  expect([chain.state.directUpgrades, chain.state.cooldowns]).toEqual([[], []]);
});

test('cannot_offboard_ongoing_pvf_check', () => {
  const chain = new TestChain([[0, {}]]);
  chain.runTo(2, [1]);
  chain.upgrade(0, CODE_2, 1);
  expect(chain.hasVote(CODE_2)).toBe(true);
  expect(refusal(() => chain.offboard(0))).toBe('chain/cannot-offboard');
  expect(chain.para(0).lifecycle).toBe('parachain');
  chain.voteAll(CODE_2);
  // The upgrade is still on its way, and that does not matter.
  chain.offboard(0);
  expect(chain.para(0).lifecycle).toBe('offboarding-parachain');
  expect(refusal(() => chain.offboard(0))).toBe('chain/cannot-offboard');
});

test('sending away who is not there does nothing', () => {
  const chain = new TestChain();
  const before = chain.state;
  chain.offboard(5);
  expect(chain.state).toBe(before);
});

test('most_recent_context', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  expect(chain.para(111).mostRecentContext).toBeUndefined();
  chain.onboard(111);
  chain.voteAll(CODE_1);
  expect(chain.para(111).lifecycle).toBe('onboarding');
  chain.runTo(4, [3, 4]);
  expect(chain.para(111)).toMatchObject({ lifecycle: 'parachain', mostRecentContext: 0 });
  chain.head(111, 3, Uint8Array.of(4, 5, 6));
  expect(chain.para(111).mostRecentContext).toBe(3);
  chain.offboard(111);
  chain.runTo(6, [5, 6]);
  expect(chain.para(111).mostRecentContext).toBeUndefined();
});

test('who joins a vote late is onboarded sooner, but not in this session', () => {
  const chain = new TestChain([], { votingTtl: 5 });
  chain.runTo(1, [1]);
  chain.onboard(1);
  chain.runTo(2, [2]);
  chain.onboard(2);
  chain.voteAll(CODE_1);
  expect([...chain.state.actions]).toEqual([[3, [1, 2]]]);

  const old = new TestChain([], { votingTtl: 9 });
  old.runTo(1, [1]);
  old.onboard(1);
  old.runTo(6, [2, 3, 4, 5, 6]);
  old.voteAll(CODE_1);
  expect([...old.state.actions]).toEqual([[7, [1]]]);
});

test('who was queued for a session comes before votes are looked at', () => {
  const chain = new TestChain([], { votingTtl: 2 });
  chain.runTo(1, [1]);
  chain.onboard(1, { code: CODE_1 });
  chain.onboard(2, { code: CODE_2 });
  chain.voteAll(CODE_1);
  chain.runTo(3, [2, 3]);
  const order = chain.events.slice(-2).map(({ kind, para }) => `${kind} ${para}`);
  expect(order).toEqual(['onboarded 1', 'check-rejected 2']);
});
