import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySchedule, of, simple } from '../../../testkit/made/schedules.js';
import { belowThreshold, boundariesOf, contractIn, rehearse } from '../../src/schedule/index.js';

const [x36, hx36] = of('36.0.9');
const [x48, hx48] = of('48.0.8');
const upgrade = simple(
  { of: [x36, hx36], ranges: 'active 0, execute-only 20, retired 30' },
  { of: [x48, hx48], ranges: 'proving-open 5, active 10' },
);
const contracts = [
  { name: 'both', receipts: [hx36, hx48] },
  { name: 'old', receipts: [hx36] },
  { name: 'none', receipts: [] },
];

test('what happens at each boundary, and which contracts fall out', () => {
  const found = rehearse(upgrade, contracts);
  const asked = { version: 'wasmtime 48.0.8', target: 'x86_64', environments: [hx48] };
  expect(found.map(({ session }) => session)).toEqual([0n, 5n, 10n, 20n, 30n]);
  expect(found[2]).toEqual({
    session: 10n,
    environments: [{ environment: hx48, before: 'proving-open', after: 'active' }],
    asks: [asked],
    asksNoMore: [],
    contracts: [
      {
        name: 'both',
        before: 'fit',
        after: 'fit',
        falls: false,
        version: { before: 'wasmtime 36.0.9', after: 'wasmtime 48.0.8' },
        missing: [],
      },
      {
        name: 'old',
        before: 'fit',
        after: 'behind',
        falls: true,
        version: { before: 'wasmtime 36.0.9', after: 'wasmtime 36.0.9' },
        missing: [asked],
      },
    ],
    fitness: { fit: 1, behind: 1, frozen: 0, unproved: 1 },
  });
  expect(found[3]?.asksNoMore).toMatchObject([{ version: 'wasmtime 36.0.9' }]);
  expect(found[4]?.contracts).toMatchObject([
    { name: 'old', before: 'behind', after: 'frozen', falls: true },
  ]);
});

test('only the boundaries that are still to come, up to a last one', () => {
  const sessions = (after: bigint, until?: bigint) =>
    rehearse(upgrade, [], { after, until }).map(({ session }) => session);
  expect(sessions(5n)).toEqual([10n, 20n, 30n]);
  expect(sessions(5n, 20n)).toEqual([10n, 20n]);
});

test('boundaries after which too few contracts are fit', () => {
  const found = rehearse(upgrade, contracts.slice(0, 2));
  const sessions = (share: number) => belowThreshold(found, share).map(({ session }) => session);
  expect(sessions(0.5)).toEqual([]);
  expect(sessions(0.51)).toEqual([10n, 20n, 30n]);
  expect(belowThreshold(rehearse(upgrade, []), 1)).toEqual([]);
});

test('ten thousand contracts are a matter of moments', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({
    name: `${i}`,
    receipts: i % 2 ? [hx36] : [hx48],
  }));
  expect(rehearse(upgrade, many).at(-1)?.fitness).toEqual({
    fit: 5000,
    behind: 0,
    frozen: 5000,
    unproved: 0,
  });
});

test('it only reckons: what it tells of a boundary is what holds in that session', () => {
  fc.assert(
    fc.property(anySchedule, fc.nat(), (schedule, seed) => {
      const all = [...schedule.environments.keys()];
      const receipts = all.filter((_, i) => (seed >> (i % 16)) & 1);
      const found = rehearse(schedule, [{ name: 'a', receipts }]);
      expect(found.map(({ session }) => session)).toEqual(boundariesOf(schedule));
      for (const { session, fitness } of found) {
        expect(fitness[contractIn(schedule, session, receipts).fitness]).toBe(1);
      }
    }),
    { numRuns: 50 },
  );
});
