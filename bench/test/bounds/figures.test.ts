/** The committed figures against the committed constants. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownImages } from '../../../verifier/src/images.js';
import { parseConstants, violations } from '../../bounds/constants.js';
import { compiled } from '../../bounds/row.js';
import { readTable } from '../../bounds/table.js';

const root = new URL('../../../', import.meta.url);
const folder = new URL('docs/benchmarks/bounds/', root);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const constants = parseConstants(readFileSync(new URL('constants.json', folder), 'utf8'));
const tables = readdirSync(folder).filter((file) => file.endsWith('.csv'));
const rowsOf = (file: string) => readTable(readFileSync(new URL(file, folder), 'utf8'));

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

test.each(Object.entries(constants))(
  'the constants of %s are of an image that is listed',
  async (profile, { image }) => {
    const found = (await knownImages()).find(({ imageId }) => imageId === image);
    expect(found?.name).toMatch(new RegExp(`-${profile}$`));
  },
);

test('SECURITY.md and the page on bounds say the constants as they are', () => {
  const fast = constants['fast-exec'];
  if (fast === undefined) throw new Error('no constants for fast-exec');
  // A bound with a constant would need another sentence.
  expect([fast.instructions.constant, fast.heap.constant]).toEqual([0, 0]);
  const megabytes = (fast.resident.constant / 1e6).toFixed(1);
  const security = read('SECURITY.md').replace(/\s+/g, ' ');
  expect(security).toContain(
    `native instructions ≤ ${fast.instructions.factor} × cycles, native heap ≤ ${fast.heap.factor} × \`peakHeapBytes\`, ` +
      `and resident memory ≤ ${fast.resident.factor} × \`peakHeapBytes\` + ${megabytes} MB`,
  );
  const page = read('docs/explanation/bounds.md');
  expect(page).toContain(`| instructions | ${fast.instructions.factor} × cycles |`);
  expect(page).toContain(`| heap, as asked for | ${fast.heap.factor} × \`peakHeapBytes\` |`);
  expect(page).toContain(
    `| resident memory | ${fast.resident.factor} × \`peakHeapBytes\` + ${megabytes} MB |`,
  );
});
