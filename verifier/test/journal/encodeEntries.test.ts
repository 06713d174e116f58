import { expect, test } from 'vitest';
import { encodeEntries, idOf } from '../../src/journal/encodeEntries.js';
import { LIMITS, METRICS, REASONS } from '../../src/journal/ids.js';

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', ''])(
  '%j has no number',
  (name) => {
    for (const names of [LIMITS, METRICS, REASONS]) {
      expect(() => idOf(names, name)).toThrow(RangeError);
      const record = JSON.parse(`{${JSON.stringify(name)}: 1}`) as Record<string, bigint>;
      expect(() => encodeEntries(record, names)).toThrow(RangeError);
    }
  },
);

test('every name has its own', () => {
  for (const names of [LIMITS, METRICS, REASONS]) {
    for (const [id, name] of Object.entries(names)) expect(idOf(names, name)).toBe(Number(id));
  }
});
