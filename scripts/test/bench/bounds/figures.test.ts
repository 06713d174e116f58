/** The committed figures against the committed constants. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseConstants, violations } from '../../../bench/bounds/constants.js';
import { compiled } from '../../../bench/bounds/row.js';
import { readTable } from '../../../bench/bounds/table.js';

const docs = new URL('../../../../docs/benchmarks/bounds/', import.meta.url);
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
