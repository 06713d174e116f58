import { LIMIT_NAMES } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS, limitsJson } from '../src/limits.js';

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

test('limits that are lifted are not in force', () => {
  const { types: _, ...rest } = limitsJson(DEFAULT_LIMITS);
  expect(limitsJson({ ...DEFAULT_LIMITS, types: undefined })).toEqual(rest);
});
