import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemsOf } from '../../../bench/bounds/check.js';
import { parseConstants, violations } from '../../../bench/bounds/constants.js';
import { compiled } from '../../../bench/bounds/row.js';
import { settle } from '../../../bench/bounds/settle.js';
import { readTable } from '../../../bench/bounds/table.js';
import { row } from './rows.js';

const docs = new URL('../../../../docs/bounds/', import.meta.url);
const constants = parseConstants(readFileSync(new URL('constants.json', docs), 'utf8'));
const tables = readdirSync(docs).filter((file) => file.endsWith('.csv'));
const rowsOf = (file: string) => readTable(readFileSync(new URL(file, docs), 'utf8'));

test.each(tables)('every module of %s is within the constants, and none of them can be lowered', (file) => {
  const rows = rowsOf(file);
  const profile = constants[file.replace('.csv', '')];
  if (profile === undefined) throw new Error(`no constants for ${file}`);
  expect(compiled(rows).length).toBe(profile.modules);
  expect(violations(rows, profile)).toEqual([]);
  for (const quantity of ['instructions', 'heap', 'resident'] as const) {
    const { factor, constant } = profile[quantity];
    const lower = { ...profile, [quantity]: { factor: factor * 0.85, constant: constant * 0.85 } };
    expect(violations(rows, lower), quantity).not.toEqual([]);
  }
});

test('constants are the worst found, a tenth above', () => {
  const rows = [row(100e6, 90e6), row(50e6, 60e6), row(1e6, 3e6, { heap: 9_000_000 })];
  const made = settle(rows, 'a'.repeat(64));
  expect(made.instructions).toEqual({ factor: 1.33, constant: 2_000_000 });
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
