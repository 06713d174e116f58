/** Bombs on every target: what counts as far apart, and that the page's tables are those of its report. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownImages } from '../../../verifier/src/index.js';
import { type Across, type AcrossReport, FAR, isApart, ratio } from '../../bombs/across.js';
import { withAcrossTables } from '../../bombs/acrossPage.js';
import { imageLabel } from '../../table.js';

const bomb = (...cycles: (number | string)[]): Across => ({
  name: 'made',
  source: 'own',
  boundary: 'cycles',
  whole: {
    n: 2,
    bytes: 100,
    images: Object.fromEntries(
      cycles.map((value, at) => [
        `image-${at}`,
        typeof value === 'number'
          ? { outcome: 'compiled', cycles: value, heap: 1 }
          : { outcome: value, cycles: 5000, heap: 0 },
      ]),
    ),
  },
});

test('far apart: twice the cycles of any other, or another outcome', () => {
  expect(isApart(bomb(1000, 1100, 1999), FAR)).toBe(false);
  expect(isApart(bomb(1000, 1100, 2000), FAR)).toBe(true);
  expect(isApart(bomb(1000, 500), FAR)).toBe(true);
  expect(isApart(bomb(1000, 'heap limit'), FAR)).toBe(true);
  const half = bomb(10, 30).whole;
  expect(isApart({ ...bomb(1000, 1100), half }, FAR)).toBe(true);
});

test('a ratio needs two that came to their end', () => {
  const { whole } = bomb(1000, 1500, 'cycles');
  expect(ratio(whole, 'image-0', 'image-1')).toBe(1.5);
  expect(ratio(whole, 'image-0', 'image-2')).toBeUndefined();
});

test('images are called by their targets; other profiles and older compilers are named', () => {
  expect(imageLabel('wasmtime-48-x86_64-linux-fast-exec')).toBe('x86-64');
  expect(imageLabel('wasmtime-48-pulley64-fast-exec')).toBe('pulley64');
  expect(imageLabel('wasmtime-36-x86_64-linux-fast-exec')).toBe('x86-64, Wasmtime 36');
  expect(imageLabel('wasmtime-48-aarch64-linux-baseline')).toBe('aarch64 baseline');
});

test('the tables of the page are those of the report, which is of active images', async () => {
  const read = (file: string) =>
    readFileSync(new URL(`../../../docs/benchmarks/${file}`, import.meta.url), 'utf8');
  const report = JSON.parse(read('reports/bomb-targets.json')) as AcrossReport;
  const page = read('bomb-targets.md');
  expect(withAcrossTables(page, report)).toBe(page);
  const active = (await knownImages()).filter(({ status }) => status === 'active');
  for (const [name, imageId] of Object.entries(report.images)) {
    expect(
      active.some((image) => image.name === name && image.imageId === imageId),
      name,
    ).toBe(true);
  }
});
