import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  anyChanges,
  anySchedule,
  change,
  codeOf,
  of,
  ranges,
  simple,
} from '../../../testkit/made/schedules.js';
import {
  appendChange,
  checkExtension,
  environmentsOf,
  isExtension,
  LEAD_SESSIONS,
  makeSchedule,
  type Schedule,
} from '../../src/schedule/index.js';

const [one, hash] = of('48.0.8');
const old = simple({ of: [one, hash], ranges: 'active 0' });
const planned = appendChange(old, change(10, { ranges: ranges(hash, 'execute-only 20') }));

test('a schedule with a change of the present session behind it is an extension', () => {
  expect(isExtension(old, planned, { now: 10n })).toBe(true);
});

test('a change that is said to be decided in the past, or in a session to come, is none', () => {
  expect(codeOf(() => checkExtension(old, planned, { now: 11n }))).toBe('schedule/past');
  expect(codeOf(() => checkExtension(old, planned, { now: 9n }))).toBe('schedule/future');
});

test('a node that was away takes what was decided since', () => {
  expect(isExtension(old, planned, { now: 50n, since: 10n })).toBe(true);
  expect(isExtension(old, planned, { now: 50n, since: 11n })).toBe(false);
});

test('a schedule that lost a change, or has another one in its place, is no extension', () => {
  const other = appendChange(old, change(10, { ranges: ranges(hash, 'execute-only 21') }));
  const times = { now: 10n, since: 0n };
  expect(codeOf(() => checkExtension(planned, old, times))).toBe('schedule/not-extension');
  expect(codeOf(() => checkExtension(planned, other, times))).toBe('schedule/not-extension');
  const revoked = simple({ of: [one, hash], ranges: 'active 0', revoked: 5 });
  expect(codeOf(() => checkExtension(old, revoked, times))).toBe('schedule/not-extension');
});

test('a schedule extends itself, at any time', () => {
  fc.assert(
    fc.property(anySchedule, fc.bigInt({ min: 0n, max: 100n }), (schedule, now) => {
      expect(isExtension(schedule, schedule, { now })).toBe(true);
    }),
  );
});

/** Every beginning of a list of changes, as a schedule. */
const beginnings = anyChanges.map((changes) => changes.map((_, i) => makeSchedule(changes.slice(0, i + 1))));
const decidedAt = (schedule: Schedule) => schedule.changes.at(-1)?.decided ?? 0n;

test('extension is transitive', () => {
  fc.assert(
    fc.property(beginnings, beginnings, fc.nat(), fc.nat(), fc.nat(), (own, other, i, j, k) => {
      const pool = [...own, ...other];
      const [a, b, c] = [i, j, k].map((at) => pool[at % pool.length]);
      if (a === undefined || b === undefined || c === undefined) return;
      const first = { since: decidedAt(a) + 1n, now: decidedAt(b) };
      const second = { since: decidedAt(b) + 1n, now: decidedAt(c) };
      if (!isExtension(a, b, first) || !isExtension(b, c, second)) return;
      expect(isExtension(a, c, { since: first.since, now: decidedAt(c) })).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('an extension by what is decided now leaves this session and the next as they were', () => {
  fc.assert(
    fc.property(beginnings, (schedules) => {
      for (const [i, extended] of schedules.entries()) {
        const before = schedules[i - 1];
        if (before === undefined) continue;
        const now = decidedAt(extended);
        expect(isExtension(before, extended, { now })).toBe(true);
        for (let session = 0n; session < now + LEAD_SESSIONS; session += 1n) {
          const standings = (schedule: Schedule) =>
            environmentsOf(schedule, session).map(({ hash: name, standing, since }) => [
              name,
              standing,
              since,
            ]);
          expect(standings(extended)).toEqual(standings(before));
        }
      }
    }),
    { numRuns: 100 },
  );
});
