/** docs/explanation/prechecking.md: each sentence is held by a test, and its table is what the simulation says. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemsOf, readClaims, sentencesOf } from '../../testkit/claims.js';
import { type Summary, summarize } from '../src/simulate/report/summary.js';
import { simulate } from '../src/simulate/simulate.js';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('docs/explanation/prechecking.md', root), 'utf8');

test('each sentence is held by a test that is there, or is an assumption', () => {
  const claims = readClaims(new URL('docs/claims/explanation/prechecking.json', root).pathname);
  expect(problemsOf(sentencesOf(text), claims, root)).toEqual([]);
});

test('the table of what a simulation shows', () => {
  const all = summarize(simulate().results);
  const of = (scenario: string, mode: string) =>
    all.find((one) => one.scenario === scenario && one.mode === mode) as Summary;
  const row = (start: string) => text.split('\n').find((line) => line.startsWith(`| ${start}`)) ?? '';
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

  for (const mode of ['native', 'receipts', 'receipts-only']) {
    expect(of('honest', mode)).toMatchObject({ cases: 13, accepted: 13, worstSplit: 0, slowestBlocks: 2 });
  }
  const [bombs, waited] = [of('near-limit', 'native'), of('near-limit', 'receipts')];
  expect(row('11 bombs')).toContain(`${bombs.accepted} accepted; splits up to ${percent(bombs.worstSplit)}`);
  expect(waited).toMatchObject({ accepted: bombs.accepted, worstSplit: bombs.worstSplit });
  expect(row('11 bombs')).toContain(`the same, ${waited.slowestBlocks - bombs.slowestBlocks} blocks later`);
  expect(of('near-limit', 'receipts-only')).toMatchObject({ cases: 11, rejected: 11, worstSplit: 0 });

  const slow = of('one-platform', 'native');
  expect(slow.worstHurt).toMatch(/ (\d+) of \1$/);
  const [hurt] = /\d+$/.exec(slow.worstHurt) ?? [];
  expect(row('5 modules')).toContain(
    `${slow.accepted} accepted; ${slow.mostNoShows} validators shut out, all ${hurt} of one platform`,
  );
  expect(of('one-platform', 'receipts')).toMatchObject({
    accepted: slow.accepted,
    mostNoShows: slow.mostNoShows,
  });
  expect(of('one-platform', 'receipts-only')).toMatchObject({ cases: 5, rejected: 5, mostNoShows: 0 });

  expect(of('late-receipts', 'native').accepted).toBe(13);
  expect(of('late-receipts', 'receipts').accepted).toBe(13);
  expect(row('receipts up to')).toContain(`${of('late-receipts', 'receipts-only').rejected} of 13 refused`);
  expect(row('version revoked')).toContain(
    `| ${of('revoked-version', 'native').underRevoked} votes rest on a revoked compiler | ${of('revoked-version', 'receipts').underRevoked} |`,
  );
  expect(of('revoked-version', 'receipts-only').underRevoked).toBe(0);
}, 300_000);
