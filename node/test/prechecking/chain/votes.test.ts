/** Cases of the peer's `paras` tests about votes, under their names. */
import { expect, test } from 'vitest';
import {
  acceptThreshold,
  pendingVotes,
  poolCode,
  rejectThreshold,
} from '../../../src/prechecking/chain/index.js';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import type { Statement } from '../../../src/prechecking/statement.js';
import { validator } from '../validators.js';
import { CODE_1, CODE_2, refusal, TestChain } from './testChain.js';

test('quorum: n - floor((n - 1) / 3), not two thirds rounded up', () => {
  const thresholds = [3, 4, 5, 6, 7, 1, 2, 10, 300, 1000].map((n) => [
    acceptThreshold(n),
    rejectThreshold(n),
  ]);
  expect(thresholds).toEqual([
    [3, 1],
    [3, 2],
    [4, 2],
    [5, 2],
    [5, 3],
    [1, 1],
    [2, 1],
    [7, 4],
    [201, 100],
    [667, 334],
  ]);
});

test('pvf_check_coalescing_onboarding_and_upgrade', () => {
  const [a, b] = [111, 222];
  const chain = new TestChain([[a, {}]], { upgradeDelay: 5 });
  chain.runTo(2, [1]);
  chain.onboard(b, { code: CODE_2 });
  chain.upgrade(a, CODE_2, 1);
  expect(pendingVotes(chain.state)).toEqual([codeHash(CODE_2)]);
  chain.voteAll(CODE_2);
  expect(chain.state.actions.get(1 + 2)).toEqual([b]);
  expect(chain.para(a).upgradeExpectedAt).toBe(1 + 5);
  expect(chain.checks()).toEqual([`started ${b}`, `started ${a}`, `accepted ${b}`, `accepted ${a}`]);
  expect(chain.references(CODE_2)).toBe(2);
});

test('ballots stay when another cause joins', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  chain.onboard(1);
  chain.voteAll(CODE_1, true, [0, 1, 2]);
  chain.onboard(2);
  expect(chain.hasVote(CODE_1)).toBe(true);
  chain.voteAll(CODE_1, true, [3]);
  expect(chain.checks()).toEqual(['started 1', 'started 2', 'accepted 1', 'accepted 2']);
});

test('pvf_check_onboarding_reject_on_expiry', () => {
  const chain = new TestChain([], { votingTtl: 2 });
  chain.runTo(1, [1]);
  chain.onboard(111, { kind: 'parathread' });
  expect([chain.hasVote(CODE_1), chain.isUsed(CODE_1)]).toEqual([true, true]);
  chain.runTo(2, [2]);
  expect([chain.hasVote(CODE_1), chain.isUsed(CODE_1)]).toEqual([true, true]);
  chain.runTo(3, [3]);
  expect(chain.references(CODE_1)).toBeUndefined();
  expect(pendingVotes(chain.state)).toEqual([]);
  expect(chain.para(111)).toEqual({});
  // It may register again at once.
  chain.onboard(111, { kind: 'parathread' });
  expect(chain.checks()).toEqual(['started 111', 'rejected 111', 'started 111']);
});

test('ballots are cleared at a session boundary, and resized', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  chain.onboard(1);
  chain.voteAll(CODE_1, true, [0, 1, 2]);
  chain.runTo(2, [2]);
  expect(chain.state.votes.get(codeHash(CODE_1))).toMatchObject({
    age: 1,
    ballots: Array(5).fill(undefined),
  });
  chain.voteAll(CODE_1, true, [3]);
  expect(chain.hasVote(CODE_1)).toBe(true);
});

test('pvf_check_upgrade_reject', () => {
  const chain = new TestChain([[111, { kind: 'parathread' }]], { upgradeCooldown: 9 });
  chain.runTo(2, [1]);
  chain.upgrade(111, CODE_2, 1);
  expect(chain.isUsed(CODE_2)).toBe(true);
  chain.voteAll(CODE_2, false, [0]);
  expect(chain.isUsed(CODE_2)).toBe(true);
  chain.voteAll(CODE_2, false, [1]);
  expect(chain.references(CODE_2)).toBeUndefined();
  expect(pendingVotes(chain.state)).toEqual([]);
  expect(chain.checks()).toEqual(['started 111', 'rejected 111']);
  // The para is told with its next head; the restriction stays for its time.
  expect(chain.para(111)).toMatchObject({ signal: 'abort', restricted: true });
  expect(chain.para(111).futureCode).toBeUndefined();
  chain.head(111, 2);
  expect(chain.para(111).signal).toBeUndefined();
  expect(chain.para(111).restricted).toBe(true);
  chain.runTo(11);
  expect(chain.para(111).restricted).toBeUndefined();
});

test('pvf_check_submit_vote', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  chain.onboard(1000, { kind: 'parathread' });
  const base = { accept: false, subject: codeHash(CODE_1), sessionIndex: 1, validatorIndex: 1 };
  const check = (change: Partial<Statement>, signer?: number) => {
    const statement = { ...base, ...change };
    const signature = validator(signer ?? statement.validatorIndex).sign(statement);
    return [poolCode(chain.state, statement, signature), refusal(() => chain.vote(statement, signer))];
  };
  expect(check({})).toEqual([undefined, undefined]);
  expect(check({})).toEqual(['custom 3', 'statement/double-vote']);
  expect(check({ accept: true })).toEqual(['custom 3', 'statement/double-vote']);
  expect(check({ sessionIndex: 0 })).toEqual(['stale', 'statement/stale']);
  expect(check({ sessionIndex: 2 })).toEqual(['future', 'statement/future']);
  expect(check({ validatorIndex: 5 })).toEqual(['custom 1', 'statement/validator-index']);
  expect(check({ subject: codeHash(CODE_2) })).toEqual(['custom 2', 'statement/subject']);
  expect(check({}, 2)).toEqual(['bad-proof', 'statement/signature']);
  // The first vote stands.
  expect(chain.state.votes.get(codeHash(CODE_1))?.ballots[1]).toBe('against');
});

test('what is wrong first is the answer', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  chain.onboard(1);
  chain.vote({ subject: codeHash(CODE_1), validatorIndex: 1 });
  const wrong = { accept: true, subject: codeHash(CODE_2), sessionIndex: 0, validatorIndex: 9 };
  const noSignature = new Uint8Array(64);
  const answers: unknown[] = [poolCode(chain.state, wrong, noSignature)];
  answers.push(poolCode(chain.state, { ...wrong, sessionIndex: 2 }, noSignature));
  answers.push(poolCode(chain.state, { ...wrong, sessionIndex: 1 }, noSignature));
  answers.push(poolCode(chain.state, { ...wrong, sessionIndex: 1, validatorIndex: 1 }, noSignature));
  const signed = { ...wrong, sessionIndex: 1, validatorIndex: 1 };
  answers.push(poolCode(chain.state, signed, validator(1).sign(signed)));
  const twice = { ...signed, subject: codeHash(CODE_1) };
  answers.push(poolCode(chain.state, twice, validator(1).sign(twice)));
  expect(answers).toEqual(['stale', 'future', 'custom 1', 'bad-proof', 'custom 2', 'custom 3']);
});

test.each([
  ['no signature', new Uint8Array()],
  ['a short one', new Uint8Array(63)],
  ['a long one', new Uint8Array(65)],
  ['all ones', new Uint8Array(64).fill(255)],
])('a vote with %s', (_name, signature) => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  chain.onboard(1);
  const statement = { accept: true, subject: codeHash(CODE_1), sessionIndex: 1, validatorIndex: 0 };
  expect(poolCode(chain.state, statement, signature)).toBe('bad-proof');
});

test('a vote with fields of another kind is refused, and changes nothing', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  chain.onboard(1);
  const statement = { accept: true, subject: codeHash(CODE_1), sessionIndex: 1, validatorIndex: 0 };
  const signature = validator(0).sign(statement);
  const changes = [
    { subject: 'AB' },
    { subject: '__proto__' },
    { accept: 1 },
    { sessionIndex: 1.5 },
    { sessionIndex: Number.NaN },
    { validatorIndex: -1 },
    { validatorIndex: 0.5 },
    { validatorIndex: 2 ** 40 },
    { validatorIndex: 'length' },
  ] as unknown as Partial<Statement>[];
  for (const change of changes) {
    expect(
      poolCode(chain.state, { ...statement, ...change }, signature),
      JSON.stringify(change),
    ).toBeDefined();
  }
});

test('include_pvf_check_statement_refunds_weight', () => {
  const chain = new TestChain([[111, { kind: 'parathread' }]]);
  chain.runTo(2, [1]);
  chain.upgrade(111, CODE_2, 1);
  const charges = [0, 1, 2, 3].map((validatorIndex) =>
    chain.vote({ subject: codeHash(CODE_2), validatorIndex }),
  );
  expect(charges).toEqual([
    { charge: 'ballot' },
    { charge: 'ballot' },
    { charge: 'ballot' },
    { charge: 'whole', decision: 'accepted' },
  ]);
});

test('a refused call leaves the state as it was, and states cannot be changed from outside', () => {
  const chain = new TestChain();
  chain.runTo(1, [1]);
  chain.onboard(1);
  const before = chain.state;
  expect(refusal(() => chain.vote({ subject: codeHash(CODE_2) }))).toBe('statement/subject');
  expect(chain.state).toBe(before);
  expect(() => before.goAheads.push({ para: 1, at: 1 })).toThrow(TypeError);
  expect(() => before.votes.clear()).toThrow();
});
