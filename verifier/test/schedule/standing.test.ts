import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySchedule, codeOf, of, simple } from '../../../testkit/made/schedules.js';
import {
  boundariesOf,
  checkAccepting,
  decodeSchedule,
  encodeSchedule,
  environmentsOf,
  runsContracts,
  standingOf,
  takesReceipts,
} from '../../src/schedule/index.js';

const [one, hash] = of('48.0.8');
const life = 'announced 2, proving-open 4, active 6, execute-only 8, retired 10';
const lived = simple({ of: [one, hash], ranges: life });
const revoked = simple({ of: [one, hash], ranges: life, revoked: 7 });

test('an environment goes through its states', () => {
  const standings = Array.from({ length: 12 }, (_, session) => standingOf(lived, hash, BigInt(session)));
  const twice = <T>(...names: T[]) => names.flatMap((name) => [name, name]);
  expect(standings).toEqual(
    twice(undefined, 'announced', 'proving-open', 'active', 'execute-only', 'retired'),
  );
  expect(standings.map(takesReceipts)).toEqual(twice(false, false, true, true, false, false));
  expect(standings.map(runsContracts)).toEqual(twice(false, false, false, true, true, false));
});

test('a revocation is above every state, from its session on and for good', () => {
  expect(standingOf(revoked, hash, 6n)).toBe('active');
  for (const session of [7n, 8n, 10n, 1000n, (1n << 64n) - 1n]) {
    expect(standingOf(revoked, hash, session)).toBe('revoked');
  }
});

test('no acceptance under a revoked environment, nor before it takes receipts or after', () => {
  const code = (schedule: typeof lived, session: bigint) =>
    codeOf(() => checkAccepting(schedule, hash, session));
  expect([code(lived, 4n), code(lived, 6n), code(revoked, 6n)]).toEqual(Array(3).fill('accepted'));
  expect([code(lived, 0n), code(lived, 2n), code(lived, 8n), code(lived, 10n)]).toEqual(
    Array(4).fill('schedule/not-accepting'),
  );
  expect([code(revoked, 7n), code(revoked, 9n)]).toEqual(Array(2).fill('schedule/revoked'));
  expect(codeOf(() => checkAccepting(lived, '0'.repeat(64), 4n))).toBe('schedule/unknown-environment');
});

test('a refusal says from when on receipts will be taken', () => {
  expect(() => checkAccepting(lived, hash, 2n)).toThrow(
    expect.objectContaining({ hint: 'It takes receipts from session 4 on.' }),
  );
});

test('the environments of a session are a function of the schedule alone: whoever has its bytes finds the same', () => {
  fc.assert(
    fc.property(anySchedule, fc.bigInt({ min: 0n, max: 80n }), (schedule, session) => {
      const other = decodeSchedule(encodeSchedule(schedule));
      expect(environmentsOf(other, session)).toEqual(environmentsOf(schedule, session));
    }),
  );
});

test('between two boundaries nothing changes', () => {
  fc.assert(
    fc.property(anySchedule, (schedule) => {
      const boundaries = new Set(boundariesOf(schedule));
      const standings = (session: bigint) =>
        environmentsOf(schedule, session).map(({ hash: name, standing }) => [name, standing]);
      for (let session = 1n; session < 90n; session += 1n) {
        const same = JSON.stringify(standings(session)) === JSON.stringify(standings(session - 1n));
        if (!boundaries.has(session)) expect(same).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});
