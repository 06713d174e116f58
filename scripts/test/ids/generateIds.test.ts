import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { LIMITS, METRICS, REASONS } from '../../../verifier/src/journal/ids.js';
import { generateIds, idsOf } from '../../ids/generateIds.js';

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
const SOURCE = ['entries', 'reason'].map((name) => read(`guest/journal/src/${name}.rs`)).join('\n');

describe('ids', () => {
  test('are in the verifier as they are defined in Rust', () => {
    expect(read('verifier/src/journal/ids.ts')).toBe(generateIds(SOURCE));
    for (const [type, table] of Object.entries({
      LimitId: LIMITS,
      MetricId: METRICS,
      RejectReason: REASONS,
    })) {
      expect(Object.fromEntries(idsOf(SOURCE, type).map(({ number, name }) => [number, name]))).toEqual(
        table,
      );
    }
  });

  test('are refused where a number is left out or used twice, or a line is not understood', () => {
    const block = (...lines: string[]) =>
      `ids! {\n    LimitId {\n${lines.map((l) => `        ${l}`).join('\n')}\n    }\n}\n`;
    expect(idsOf(block('/// One', '/// thing.', 'A = 1, "a";'), 'LimitId')).toEqual([
      { number: 1, name: 'a', doc: 'One thing.' },
    ]);
    expect(() => idsOf(block('A = 2, "a";'), 'LimitId')).toThrow('number 2');
    expect(() => idsOf(block('A = 1, "a";', 'B = 1, "b";'), 'LimitId')).toThrow('number 1');
    expect(() => idsOf(block('A = 1, "a"; // what'), 'LimitId')).toThrow('not understood');
    expect(() => idsOf(block('A = 1, "a";'), 'MetricId')).toThrow('no block');
  });
});
