/** Random histories, on the state machine and on a naive model of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  acceptThreshold,
  addTrustedCode,
  beginBlock,
  type ChainState,
  endBlock,
  genesis,
  includeStatement,
  makeConfiguration,
  newSession,
  noteNewHead,
  pokeUnusedCode,
  rejectThreshold,
  type Step,
  scheduleOffboarding,
  scheduleOnboarding,
  scheduleUpgrade,
} from '../../../src/prechecking/chain/index.js';
import { codeHash } from '../../../src/prechecking/codeHash.js';
import { NaiveModel, viewOfChain, viewOfModel } from './naiveModel.js';

const BYTES = [1, 2, 3].map((n) => new Uint8Array(9).fill(n));
const CODES = BYTES.map(codeHash);
const IDS = [0, 1, 2];
const HEAD = new Uint8Array();

const id = fc.constantFrom(...IDS);
const code = fc.nat({ max: 2 });
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      op: fc.constant('vote'),
      code,
      validator: fc.nat({ max: 5 }),
      accept: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      op: fc.constant('votes'),
      code,
      voters: fc.nat({ max: 5 }),
      accept: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('onboard'),
      id,
      code,
      kind: fc.constantFrom('parachain', 'parathread'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('upgrade'),
      id,
      code,
      ago: fc.nat({ max: 3 }),
      direct: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('offboard'), id }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('head'), id, ago: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('trust'), code }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('poke'), code }) },
  { weight: 6, arbitrary: fc.record({ op: fc.constant('block') }) },
  {
    weight: 4,
    arbitrary: fc.record({ op: fc.constant('session'), validators: fc.integer({ min: 1, max: 6 }) }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;
const configurations = fc.record({
  votingTtl: fc.integer({ min: 1, max: 4 }),
  upgradeDelay: fc.integer({ min: 2, max: 5 }),
  minimumUpgradeDelay: fc.integer({ min: 1, max: 3 }),
  upgradeCooldown: fc.nat({ max: 6 }),
  codeRetention: fc.nat({ max: 6 }),
});

test('any history: the same state as the naive model, after every step', () => {
  fc.assert(
    fc.property(configurations, fc.array(operation, { maxLength: 120 }), (settings, history) => {
      const configuration = makeConfiguration(settings);
      const model = new NaiveModel(configuration);
      let state = genesis({ configuration });
      for (const one of history) {
        state = apply(state, model, one);
        expect(viewOfChain(state, CODES, IDS)).toEqual(viewOfModel(model, CODES, IDS));
      }
    }),
    { numRuns: 300 },
  );
}, 300_000);

test('paras that upgrade again and again: the same state as the naive model, after every step', () => {
  // A para is there from the start, so that what happens to it is all about its code.
  const prelude = [
    { op: 'session', validators: 4 },
    { op: 'onboard', id: 0, code: 0, kind: 'parachain' },
    { op: 'onboard', id: 1, code: 0, kind: 'parathread' },
    { op: 'votes', code: 0, voters: 4, accept: true },
    { op: 'session', validators: 4 },
    { op: 'session', validators: 4 },
    ...Array.from({ length: 5 }, () => ({ op: 'block' })),
  ] as Operation[];
  const para = fc.constantFrom(0, 1);
  const next = fc.constantFrom(1, 2);
  const later = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constant('upgrade'),
        id: para,
        code: next,
        ago: fc.nat({ max: 3 }),
        direct: fc.boolean(),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constant('votes'),
        code: next,
        voters: fc.constantFrom(2, 4),
        accept: fc.boolean(),
      }),
    },
    { weight: 4, arbitrary: fc.record({ op: fc.constant('block') }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant('head'), id: para, ago: fc.nat({ max: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('offboard'), id: para }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constant('session'), validators: fc.constant(4) }) },
  ) as fc.Arbitrary<Operation>;
  fc.assert(
    fc.property(configurations, fc.array(later, { maxLength: 60 }), (settings, history) => {
      const configuration = makeConfiguration(settings);
      const model = new NaiveModel(configuration);
      let state = genesis({ configuration });
      for (const one of [...prelude, ...history]) {
        state = apply(state, model, one);
        expect(viewOfChain(state, CODES, IDS)).toEqual(viewOfModel(model, CODES, IDS));
      }
    }),
    { numRuns: 500 },
  );
}, 300_000);

function apply(state: ChainState, model: NaiveModel, one: Operation): ChainState {
  const bytes = 'code' in one ? (BYTES[one.code] as Uint8Array) : HEAD;
  const hash = codeHash(bytes);
  switch (one.op) {
    case 'vote':
    case 'votes': {
      const { accept } = one as { accept: boolean };
      const voters =
        'voters' in one
          ? Array.from({ length: one.voters }, (_, i) => i)
          : 'validator' in one
            ? [one.validator]
            : [];
      for (const validatorIndex of voters) {
        model.vote(hash, validatorIndex, accept);
        const statement = { accept, subject: hash, sessionIndex: state.session, validatorIndex };
        state = attempt(state, () => includeStatement(state, statement, HEAD, () => true));
      }
      return state;
    }
    case 'onboard': {
      const { id: para, kind } = one as { id: number; kind: 'parachain' | 'parathread' };
      model.onboard(para, hash, kind);
      return attempt(state, () => scheduleOnboarding(state, para, { kind, head: HEAD, code: bytes }));
    }
    case 'upgrade': {
      const { id: para, ago, direct } = one as { id: number; ago: number; direct: boolean };
      // Only live paras have candidates that can ask for an upgrade.
      const { lifecycle } = state.paras.get(para) ?? {};
      if (lifecycle !== 'parachain' && lifecycle !== 'parathread') return state;
      const includedAt = Math.max(state.now - ago, 0);
      model.upgrade(para, hash, includedAt, direct);
      return attempt(state, () =>
        scheduleUpgrade(state, para, bytes, includedAt, direct ? 'at-block' : 'go-ahead'),
      );
    }
    case 'offboard': {
      const { id: para } = one as { id: number };
      model.offboard(para);
      return attempt(state, () => scheduleOffboarding(state, para));
    }
    case 'head': {
      const { id: para, ago } = one as { id: number; ago: number };
      if (state.paras.get(para)?.lifecycle === undefined) return state;
      model.head(para, Math.max(state.now - ago, 0));
      return noteNewHead(state, para, HEAD, Math.max(state.now - ago, 0)).state;
    }
    case 'trust':
      model.trust(hash);
      return addTrustedCode(state, bytes).state;
    case 'poke':
      model.poke(hash);
      return pokeUnusedCode(state, hash).state;
    case 'block':
      model.block();
      return beginBlock(endBlock(state).state).state;
    default: {
      const { validators } = one as { validators: number };
      model.newSession(validators);
      const keys = Array.from({ length: validators }, (_, i) => `${i}`.padStart(64, '0'));
      return newSession(endBlock(state).state, { validators: keys }).state;
    }
  }
}

function attempt(before: ChainState, work: () => Step<unknown>): ChainState {
  try {
    return work().state;
  } catch (error) {
    expect((error as { code?: string }).code).toMatch(/^(statement|chain)\//);
    return before;
  }
}

test('a decision is reached by any order of votes, and never both', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      (n, votes) => {
        const [accept, reject] = [acceptThreshold(n), rejectThreshold(n)];
        // With all votes in there is always a decision, and only one can be reached.
        expect(accept + reject).toBe(n + 1);
        const count = votes.slice(0, n).filter((vote) => vote).length;
        expect(count >= accept).toBe(!(n - count >= reject));
        // Two acceptances share more than the faulty third.
        expect(2 * accept - n).toBeGreaterThan(Math.floor((n - 1) / 3));
      },
    ),
  );
});
