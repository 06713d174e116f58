import { expect, test } from 'vitest';
import { problemsOf } from '../../bounds/check.js';
import { parseConstants, violations } from '../../bounds/constants.js';
import { settle } from '../../bounds/settle.js';
import { row } from './rows.js';

test('constants are the worst found, a tenth above', () => {
  const rows = [row(100e6, 90e6), row(50e6, 60e6), row(1e6, 3e6, { heap: 9_000_000 })];
  const made = settle(rows, 'a'.repeat(64));
  expect(made.instructions).toEqual({ factor: 1.32, constant: 2_000_000 });
  expect(made.heap.factor).toBeCloseTo(1.1);
  expect(violations(rows, made)).toEqual([]);
});

test('a refused module says nothing of bounds', () => {
  const refused = row(30e6, 900e6, { guest: { outcome: 'heap limit', cycles: 30e6, heap: 1 } });
  const made = settle([row(100e6, 90e6), refused], 'a'.repeat(64));
  expect(made.modules).toBe(1);
  expect(violations([refused], made)).toEqual([]);
});

test('a bound that does not hold is named, and so is one that nothing comes near, and another outcome', () => {
  const made = settle([row(100e6, 100e6)], 'a'.repeat(64));
  expect(problemsOf([row(100e6, 100e6)], made)).toEqual([]);
  expect(problemsOf([row(100e6, 120e6)], made).join()).toMatch(
    /^a module: instructions 120000000 for 100000000/,
  );
  expect(problemsOf([row(100e6, 10e6)], made).join()).toMatch(/bound on instructions: it is too loose/);
  const other = row(100e6, 100e6, { guest: { outcome: 'compiler panic', cycles: 100e6, heap: 10_000_000 } });
  expect(problemsOf([row(100e6, 100e6), other], made)).toEqual([
    'a module: compiler panic, but natively compiled',
  ]);
});

test.each([
  ['no JSON', '{'],
  ['no constants', '{"fast-exec":{}}'],
  [
    'a factor that is none',
    JSON.stringify({ a: { ...settle([row(1e8, 1e8)], 'a'.repeat(64)), heap: { factor: -1, constant: 0 } } }),
  ],
  ['an image that is none', JSON.stringify({ a: settle([row(1e8, 1e8)], 'x') })],
])('constants that are not: %s', (_, text) => {
  expect(() => parseConstants(text)).toThrow();
});
