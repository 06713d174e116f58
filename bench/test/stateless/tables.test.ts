import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesPlot, type Figures, proofRows, tables, verifyPlot } from '../../stateless/tables.js';

const root = new URL('../../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const figures = JSON.parse(read('docs/benchmarks/stateless.json')) as Figures;

test('the tables and plots are those of what was measured', () => {
  const page = read('docs/benchmarks/stateless-figures.md');
  for (const [heading, table] of Object.entries(tables(figures))) {
    const part = page.split(`## ${heading}\n`)[1]?.split('\n## ')[0];
    expect(part, heading).toContain(`\n${table}\n`);
  }
  expect(read('docs/benchmarks/stateless-bytes.svg')).toBe(bytesPlot(figures));
  expect(read('docs/benchmarks/stateless-verify.svg')).toBe(verifyPlot(figures));
});

test('bytes of proofs are those that are made today', async () => {
  const { measureProofs } = await import('../../stateless/proofs.js');
  const measured = (await measureProofs('keyed', 1000)) as { proved: number; proofBytes: number }[];
  const written = proofRows(figures).filter(({ peer, keys }) => peer === 'keyed-sha256' && keys === 1000);
  const bytes = (rows: { proved: number; proofBytes: number }[]) =>
    rows.map(({ proved, proofBytes }) => [proved, proofBytes]);
  expect(bytes(written)).toEqual(bytes(measured));
  expect(existsSync(new URL('bench/stateless.ts', root))).toBe(true);
}, 120_000);
