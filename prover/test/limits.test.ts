import { LIMIT_NAMES } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, instructionsWithin, limitsJson } from '../src/limits.js';

test('every limit has a default', () => {
  expect(Object.keys(DEFAULT_LIMITS)).toEqual(LIMIT_NAMES);
  for (const name of LIMIT_NAMES) expect(DEFAULT_LIMITS[name], name).toBeGreaterThan(0n);
});

test('the limits of a function leave room for one another', () => {
  const { functionBytes, functionOperators, functionBlocks, functionBranches } = DEFAULT_LIMITS;
  expect(functionOperators).toBeLessThanOrEqual(functionBytes ?? 0n);
  expect(functionBlocks).toBeLessThanOrEqual(functionOperators ?? 0n);
  expect(functionBranches).toBeLessThanOrEqual(functionBytes ?? 0n);
  expect(DEFAULT_LIMITS.functionNesting).toBeGreaterThan(DEFAULT_LIMITS.brTableTargets ?? 0n);
});

test('a run goes over its limit of instructions before it is stopped', () => {
  expect(DEFAULT_LIMITS.instructions).toBeLessThan(DEFAULT_MAX_CYCLES);
  for (const cycles of [1n, 999_999n, 1_010_101n, 2_000_000n, 20_000_000_000n, 2n ** 64n - 1n]) {
    const instructions = instructionsWithin(cycles);
    expect(instructions).toBeGreaterThanOrEqual(0n);
    expect(instructions).toBeLessThanOrEqual(cycles > 1_000_000n ? cycles - 1_000_000n : 0n);
  }
  expect(instructionsWithin(20_000_000_000n)).toBe(19_799_000_000n);
});

test('limits that are lifted are not in force', () => {
  const { types: _, ...rest } = limitsJson(DEFAULT_LIMITS);
  expect(limitsJson({ ...DEFAULT_LIMITS, types: undefined })).toEqual(rest);
});
