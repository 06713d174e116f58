/**
 * Writes the tables of docs/benchmarks/dry-run.md from docs/benchmarks/reports/corpus.json: `npx tsx bench/dry-run-page.ts`. What makes the report stands in
 * the page.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseReport } from '../prover/src/corpus/report/baseline.js';
import { dryRunTables } from './dryRunTables.js';
import { withTables } from './pageTables.js';

const at = (path: string) => fileURLToPath(new URL(`../docs/${path}`, import.meta.url));
const report = parseReport(JSON.parse(readFileSync(at('benchmarks/reports/corpus.json'), 'utf8')));
writeFileSync(
  at('benchmarks/dry-run.md'),
  withTables(readFileSync(at('benchmarks/dry-run.md'), 'utf8'), dryRunTables(report)),
);
