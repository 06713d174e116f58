import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../testkit/temporaryFolder.js';
import { readReport } from '../../../src/corpus/report/baseline.js';
import { findingsOf } from '../../../src/corpus/report/findings.js';
import { page } from '../../../src/corpus/report/page.js';
import { moduleTable, plainTable, summaryTable } from '../../../src/corpus/report/tables.js';
import { compiled, image, refused, report } from './made.js';

const [old, fresh] = [image('old'), image('new')];
const SPITE = '<script>alert(1)</script>\u202e"\'\u001b[2J&.wasm';

test('a name does nothing on a page, nor on a terminal', () => {
  const spiteful = report(
    [old, fresh],
    { [SPITE]: [compiled(), refused('<b>bold</b>')] },
    {
      errors: [{ name: SPITE, error: { code: 'input/not-wasm', message: SPITE } }],
    },
  );
  const findings = findingsOf(spiteful, { against: [old.imageId], threshold: 10 });
  const html = page(findings, new Map());
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<b>');
  expect(html).not.toMatch(/\p{Cf}/u);
  expect(html).not.toContain('\u001b');
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\\u{202e}');
  const text = plainTable(moduleTable(spiteful, old));
  expect(text).not.toMatch(/\p{Cf}/u);
  expect(text).not.toContain('\u001b');
  expect(text).toContain('\\u{1b}[2J');
});

test('a page has a plot for each figure and for each comparison', () => {
  const both = report([old, fresh], { a: [compiled(), compiled({ cycles: '1500000' })] });
  const html = page(findingsOf(both, { against: [old.imageId], threshold: 10 }), new Map());
  for (const title of [
    'Cycles',
    'Heap',
    'Artifacts',
    'Stack: the largest frame',
    'Stack: the deepest',
    'New against old: new',
  ]) {
    expect(html, title).toContain(`<figcaption>${title}`);
  }
  expect(html).toContain('Grown by more than 10 %');
});

test('a page of ten thousand modules stays small, and says where the rest is', () => {
  const many = report(
    [old, fresh],
    Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [
        `module ${i}`,
        [
          compiled({ cycles: `${1_000_000 + ((i * 7919) % 500_000)}` }),
          compiled({ cycles: `${2_000_000 + i}` }),
        ],
      ]),
    ),
  );
  const html = page(findingsOf(many, { against: [old.imageId], threshold: 1000 }), new Map());
  expect(html.length).toBeLessThan(2_000_000);
  expect(html).toContain('9500 more are in the JSON.');
});

test('modules that are unlike the rest, for each byte', () => {
  const modules = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`m${i}`, [compiled({ cycles: `${1_000_000 + 5000 * i}` })]]),
  );
  modules.bomb = [compiled({ cycles: '90000000' })];
  const { outliers } = findingsOf(report([old], modules), { threshold: 10 });
  expect(outliers).toMatchObject([{ name: 'bomb', figure: 'cycles', imageId: old.imageId }]);
});

test('the summary counts outcomes', () => {
  const mixed = report([old], {
    a: [compiled()],
    b: [refused('heap limit')],
    c: [{ outcome: 'stopped', elapsedMs: 2 }],
  });
  expect(summaryTable(findingsOf(mixed, { threshold: 10 })).rows[0]?.slice(1, 6)).toEqual([
    '1',
    '1',
    '1',
    '0',
    '1,000,007',
  ]);
});

describe('an earlier report', () => {
  let folder: string;
  const earlier = report([old], { a: [compiled()], b: [compiled()] });
  beforeAll(() => {
    folder = temporaryFolder('report');
  });

  function file(value: unknown): string {
    const path = join(folder, 'report.json');
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  }

  test('is read with what was reckoned from it left out, and compared with', async () => {
    const { report: _, ...findings } = findingsOf(earlier, { threshold: 10 });
    const read = await readReport(file({ ...earlier, findings }));
    expect(read).toEqual(earlier);
    const now = report([fresh], { a: [compiled({ cycles: '2000000' })], b: [refused('heap limit')] });
    const { comparisons } = findingsOf(now, { baseline: read, threshold: 10 });
    expect(comparisons).toMatchObject([
      {
        against: { name: 'old' },
        newRefusals: [{ name: 'b' }],
        regressions: [{ name: 'a', figure: 'cycles' }],
      },
    ]);
  });

  test.each([
    ['no JSON', 'x'],
    ['a list', []],
    ['another version', { ...earlier, version: 2 }],
    ['an unknown key', { ...earlier, more: 1 }],
    [
      'a figure that is a number',
      {
        ...earlier,
        contracts: [{ ...earlier.contracts[0], results: { [old.imageId]: { ...compiled(), cycles: 5 } } }],
      },
    ],
    [
      'results of no image',
      { ...earlier, contracts: [{ ...earlier.contracts[0], results: { x: compiled() } }] },
    ],
    ['a key twice', JSON.stringify(earlier).replace('"version":1', '"version":1,"version":1')],
  ])('that is %s is refused', async (_, value) => {
    await expect(readReport(file(value))).rejects.toMatchObject({ code: 'corpus/baseline' });
  });

  test('of other limits or imports is refused, and so is one that nothing can be compared with', () => {
    const now = report([fresh], { a: [compiled()] });
    const with_ = (changes: object) => () =>
      findingsOf(now, { baseline: { ...earlier, ...changes }, threshold: 10 });
    expect(with_({ limits: { functions: '7' } })).toThrow(/functions/);
    expect(with_({ limits: {} })).toThrow(/functions/);
    expect(with_({ imports: '11'.repeat(32) })).toThrow(/imports/);
    const strangers = [image('x', { target: 'riscv64' }), image('y', { target: 's390x' })];
    expect(with_({ images: strangers })).toThrow(/no image has another one/);
  });
});
