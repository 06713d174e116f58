/** docs/benchmarks/dry-run.md: its tables, and what it says of the command. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXIT_NEW_REFUSALS, EXIT_REGRESSIONS } from '../../prover/src/cli/corpus.js';
import { EXIT_DIFFERENCES } from '../../prover/src/cli/rehearse.js';
import { parseReport } from '../../prover/src/corpus/report/baseline.js';
import { dryRunTables } from '../dryRunTables.js';
import { withTables } from '../pageTables.js';

const read = (file: string) => readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
const page = read('benchmarks/dry-run.md');

test('the tables of the page are those of the report', () => {
  const report = parseReport(JSON.parse(read('benchmarks/reports/corpus.json')));
  expect(report.contracts.length).toBeGreaterThan(20);
  expect(withTables(page, dryRunTables(report))).toBe(page);
});

test('its exit codes are those of the commands', () => {
  const text = page.replace(/\s+/g, ' ');
  expect(text).toContain(`The exit code is ${EXIT_REGRESSIONS} if cycles`);
  expect(text).toContain(`The exit code is ${EXIT_NEW_REFUSALS}, whatever`);
  expect(text).toContain(`every difference with exit code ${EXIT_DIFFERENCES}.`);
});
