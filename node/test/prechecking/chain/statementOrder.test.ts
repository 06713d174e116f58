/** Any statement at all, against a naive list of everything that can be wrong with one: the first that is wrong is the answer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChainState, includeStatement, poolCode } from '../../../src/prechecking/chain/index.js';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import type { Statement } from '../../../src/prechecking/statement.js';
import { validator } from '../validators.js';
import { CODE_1, CODE_2, refusal, TestChain } from './testChain.js';

/** So many that one vote more decides nothing. */
const VALIDATORS = 7;
const NOW = 3;
const CODES = [CODE_1, CODE_2].map(codeHash);

/** A chain in session 3 with a vote on the first code, in which some have voted. */
function chainWith(voted: readonly number[]): TestChain {
  const chain = new TestChain([], { votingTtl: 10 }, VALIDATORS);
  chain.runTo(NOW, [1, 2, 3]);
  chain.onboard(1);
  for (const validatorIndex of voted) chain.vote({ subject: codeHash(CODE_1), validatorIndex });
  return chain;
}

const cases = fc.record({
  voted: fc.subarray([0, 1]),
  accept: fc.boolean(),
  sessionIndex: fc.constantFrom(NOW, NOW, NOW, NOW - 1, NOW + 1, 0, 0xffff_ffff),
  validatorIndex: fc.constantFrom(0, 1, 2, 3, 6, 7, 0xffff_ffff),
  subject: fc.constantFrom(...CODES),
  /** Who really signs, and what: a signature over something else is none. */
  signer: fc.constantFrom('self', 'self', 'self', 'other', 'nobody'),
  signed: fc.constantFrom('this', 'this', 'this', 'accept', 'sessionIndex', 'validatorIndex', 'subject'),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** Everything that is wrong, in the order in which it is said, with what a pool calls it. */
function faults(one: Case): [code: string, pool: string][] {
  const { voted, sessionIndex, validatorIndex, subject, signer, signed } = one;
  const all: [boolean, string, string][] = [
    [sessionIndex < NOW, 'statement/stale', 'stale'],
    [sessionIndex > NOW, 'statement/future', 'future'],
    [validatorIndex >= VALIDATORS, 'statement/validator-index', 'custom 1'],
    [signer !== 'self' || signed !== 'this', 'statement/signature', 'bad-proof'],
    [subject !== codeHash(CODE_1), 'statement/subject', 'custom 2'],
    [voted.includes(validatorIndex), 'statement/double-vote', 'custom 3'],
  ];
  return all.flatMap(([isSo, code, pool]) => (isSo ? [[code, pool]] : []));
}

function signatureOf({ signer, signed, voted: _, ...statement }: Case): Uint8Array {
  if (signer === 'nobody') return new Uint8Array(64);
  const changes: Partial<Record<string, Partial<Statement>>> = {
    accept: { accept: !statement.accept },
    sessionIndex: { sessionIndex: (statement.sessionIndex ^ 1) >>> 0 },
    validatorIndex: { validatorIndex: (statement.validatorIndex ^ 1) >>> 0 },
    subject: { subject: codeHash(Uint8Array.of(7)) },
  };
  const who = signer === 'self' ? statement.validatorIndex : (statement.validatorIndex + 1) % VALIDATORS;
  return validator(who >= VALIDATORS ? 0 : who).sign({ ...statement, ...changes[signed] });
}

test('the first thing that is wrong is the answer, in the chain and in a pool; and what is refused changes nothing', () => {
  const seen = new Set<string>();
  const chains = new Map<string, ChainState>();
  fc.assert(
    fc.property(cases, (one) => {
      const key = one.voted.join();
      const state = chains.get(key) ?? chainWith(one.voted).state;
      chains.set(key, state);
      const { voted: _, signer: __, signed: ___, ...statement } = one;
      const signature = signatureOf(one);
      const [expected] = faults(one);
      seen.add(expected?.[0] ?? 'counted');
      expect(poolCode(state, statement, signature)).toBe(expected?.[1]);
      let after = state;
      const said = refusal(() => {
        after = includeStatement(state, statement, signature).state;
      });
      expect(said).toBe(expected?.[0]);
      const ballot = after.votes.get(codeHash(CODE_1))?.ballots[one.validatorIndex];
      if (expected === undefined) expect(ballot).toBe(one.accept ? 'for' : 'against');
      else expect(after).toBe(state);
    }),
    { numRuns: 400 },
  );
  // Every answer that there is was given.
  expect([...seen].sort()).toEqual(
    ['counted', 'double-vote', 'future', 'signature', 'stale', 'subject', 'validator-index'].map((name) =>
      name === 'counted' ? name : `statement/${name}`,
    ),
  );
}, 120_000);
