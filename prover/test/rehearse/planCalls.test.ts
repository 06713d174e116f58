import { describe, expect, test } from 'vitest';
import { exportedFunction } from '../../src/rehearse/exportedFunction.js';
import { planCalls } from '../../src/rehearse/planCalls.js';

describe('exports as a runner lists them', () => {
  test.each([
    ['f: () -> ()', { name: 'f', params: [] }],
    ['f: (i32, i64) -> (f32, f64)', { name: 'f', params: ['i32', 'i64'] }],
    ['odd: (name) -> (x): (i32) -> ()', { name: 'odd: (name) -> (x)', params: ['i32'] }],
    ['two\nlines: (f64) -> ()', { name: 'two\nlines', params: ['f64'] }],
    [': () -> ()', { name: '', params: [] }],
    ['memory: memory', undefined],
    ['g: global', undefined],
  ])('%j', (listed, expected) => {
    expect(exportedFunction(listed)).toEqual(expected);
  });
});

const functions = [
  { name: 'a', params: ['i32', 'i64', 'f32', 'f64'] },
  { name: 'b', params: [] },
  { name: 'c', params: ['v128'] },
];

test('each round calls every function of numbers, first with zeros, then with ones', () => {
  const rounds = planCalls('ab'.repeat(32), functions, 5);
  expect(rounds).toHaveLength(5);
  for (const round of rounds) expect(round.map((call) => call.export)).toEqual(['a', 'b']);
  expect(rounds[0]?.[0]?.args).toEqual(['0', '0', '0', '0']);
  expect(rounds[1]?.[0]?.args).toEqual(['1', '1', '1', '1']);
  expect(new Set(rounds.map((round) => JSON.stringify(round))).size).toBe(5);
});

test('the same for the same module, another for another', () => {
  const plan = (digest: string) => planCalls(digest, functions, 8);
  expect(plan('ab'.repeat(32))).toEqual(plan('ab'.repeat(32)));
  expect(plan('ab'.repeat(32))).not.toEqual(plan('cd'.repeat(32)));
  expect(planCalls('ab'.repeat(32), [], 8)).toEqual([]);
});
