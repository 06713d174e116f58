/** Random histories of leaves, sessions and judgements, on the subsystem and on a naive model of it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuntimeApiError } from '../../../src/errors/base.js';
import type { Outcome } from '../../../src/prechecking/judge/outcome.js';
import { memoryKeystore } from '../../../src/prechecking/keys.js';
import { PrecheckSubsystem } from '../../../src/prechecking/subsystem/subsystem.js';
import { type Activation, type CastVote, NaiveNode } from './naiveNode.js';
import { code, FAILED, INVALID, OTHER, OURS, settle, VALID } from './testNode.js';

const CODES = [1, 2, 3, 4].map(code);
const hash = (n: number) => n.toString(16).padStart(64, '0');

const leaves = fc.record({
  op: fc.constant('leaves' as const),
  activated: fc.option(
    fc.record({
      name: fc.nat({ max: 5 }),
      number: fc.nat({ max: 9 }),
      codes: fc.array(fc.constantFrom(...CODES), { maxLength: 4 }),
      session: fc.nat({ max: 4 }),
      index: fc.constantFrom(undefined, 0, 0, 2),
      fails: fc.constantFrom(
        'nothing',
        'nothing',
        'nothing',
        'unsupported',
        'pending',
        'session',
        'validators',
      ),
    }),
    { freq: 6 },
  ),
  gone: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }),
});
const judgement = fc.record({
  op: fc.constant('judgement' as const),
  which: fc.nat({ max: 7 }),
  how: fc.constantFrom('valid', 'invalid', 'failed', 'throws'),
});
const histories = fc.array(fc.oneof(leaves, judgement), { maxLength: 40 });

/** The subsystem, with a chain that answers at once what a leaf was made to say, and checks that wait. */
class RealNode {
  readonly votes: CastVote[] = [];
  readonly checks: string[] = [];
  readonly waiting: { code: string; answer(outcome: Outcome): void; fail(error: Error): void }[] = [];
  readonly subsystem: PrecheckSubsystem;
  at: Activation | undefined;

  constructor() {
    const failing = (what: Activation['fails']) => {
      if (this.at?.fails === what) throw new RuntimeApiError('runtime-api/failed', what);
    };
    this.subsystem = new PrecheckSubsystem({
      keystore: memoryKeystore(OURS.seed),
      check: (one) =>
        new Promise((answer, fail) => {
          this.checks.push(one);
          this.waiting.push({ code: one, answer, fail });
        }),
      runtime: {
        pendingCodes: async () => {
          if (this.at?.fails === 'unsupported') throw new RuntimeApiError('runtime-api/not-supported', 'no');
          failing('pending');
          return this.at?.codes ?? [];
        },
        sessionIndexForChild: async () => {
          failing('session');
          return this.at?.session ?? 0;
        },
        validators: async () => {
          failing('validators');
          const keys = Array.from({ length: 4 }, () => OTHER.key);
          if (this.at?.index !== undefined) keys[this.at.index] = OURS.key;
          return keys;
        },
        submitStatement: async (leaf, { subject, accept, sessionIndex, validatorIndex }) => {
          this.votes.push({ code: subject, accept, session: sessionIndex, index: validatorIndex, leaf });
        },
      },
    });
  }
}

test('any history: the same checks and the same votes as the naive model, after every step', async () => {
  const totals = { votes: 0, checks: 0, resigned: 0 };
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const [real, model] = [new RealNode(), new NaiveNode()];
      for (const one of history) {
        if (one.op === 'leaves') {
          const { activated, gone } = one;
          const names = gone.map(hash);
          real.at = activated === null ? undefined : { ...activated, hash: hash(activated.name) };
          model.leavesChange(real.at, names);
          const update = { deactivated: names };
          const head =
            real.at === undefined ? {} : { activated: { hash: real.at.hash, number: real.at.number } };
          await real.subsystem.updateLeaves({ ...update, ...head });
        } else {
          const [check] = real.waiting.splice(one.which % Math.max(real.waiting.length, 1), 1);
          if (check === undefined) continue;
          model.judged(check.code, one.how === 'valid');
          if (one.how === 'throws') check.fail(new Error('no'));
          else check.answer({ valid: VALID, invalid: INVALID, failed: FAILED }[one.how]);
        }
        await settle();
        expect(real.votes).toEqual(model.votes);
        expect(real.checks).toEqual(model.checks);
      }
      // What must never be, whatever the model says: two votes on one code in one session.
      const cast = real.votes.map(({ code: subject, session }) => `${subject} ${session}`);
      expect(new Set(cast).size).toBe(cast.length);
      totals.votes += cast.length;
      totals.checks += real.checks.length;
      totals.resigned += cast.length - new Set(real.votes.map(({ code: subject }) => subject)).size;
      await real.subsystem.conclude();
    }),
    { numRuns: 1000 },
  );
  // The histories are ones in which something happens.
  expect(totals.votes).toBeGreaterThan(100);
  expect(totals.resigned).toBeGreaterThan(10);
  expect(totals.checks).toBeGreaterThan(totals.votes - totals.resigned);
}, 240_000);
