/** Bombs on every target: what counts as far apart, and that the page's tables are those of its report. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BOMBS } from '../../../testkit/bombs/index.js';
import { knownImages } from '../../../verifier/src/index.js';
import { type Across, type AcrossReport, acrossTables, FAR, isApart, ratio } from '../../bombs/across.js';
import { withTables } from '../../pageTables.js';
import { imageLabel } from '../../table.js';

const START = 100;
const names = ['image-0', 'image-1', 'image-2'];
const made: AcrossReport = {
  images: Object.fromEntries(names.map((name) => [name, '00'])),
  seed: 1,
  // The last one takes more for nothing at all.
  start: Object.fromEntries(
    names.map((name, at) => [name, { outcome: 'compiled', cycles: START * (at + 1), heap: 1 }]),
  ),
  bombs: [],
  none: ['refused'],
};

/** What the images take beyond their start, or what else comes of the module. */
const bomb = (...takes: (number | string)[]): Across => ({
  name: 'made',
  source: 'own',
  mostCycles: 1e6,
  boundary: 'cycles',
  whole: {
    n: 2,
    bytes: 100,
    images: Object.fromEntries(
      takes.map((value, at) => [
        names[at] ?? '',
        typeof value === 'number'
          ? { outcome: 'compiled', cycles: value + START * (at + 1), heap: 1 }
          : { outcome: value, cycles: 5000, heap: 0 },
      ]),
    ),
  },
});

test('far apart: twice the cycles of any other beyond its start, or another outcome', () => {
  expect(isApart(bomb(1000, 1100, 1999), made, FAR)).toBe(false);
  expect(isApart(bomb(1000, 1100, 2000), made, FAR)).toBe(true);
  expect(isApart(bomb(1000, 500, 900), made, FAR)).toBe(true);
  expect(isApart(bomb(1000, 'heap limit', 900), made, FAR)).toBe(true);
  const half = bomb(10, 30, 10).whole;
  expect(isApart({ ...bomb(1000, 1100, 1000), half }, made, FAR)).toBe(true);
});

test('a ratio needs two that came to their end', () => {
  const { whole } = bomb(1000, 1500, 'cycles');
  expect(ratio(whole, made, 'image-1')).toBe(1.5);
  expect(ratio(whole, made, 'image-2')).toBeUndefined();
});

test('how much of it there is', () => {
  const state = (report: AcrossReport, all: number) =>
    acrossTables(report, all)['How far it has come']?.split('\n').at(-1)?.replace(/\s+/g, ' ');
  expect(state({ ...made, bombs: [bomb(1, 1, 1)] }, 2)).toBe('| 1 | 1 | 0 |');
  expect(state(made, 3)).toBe('| 0 | 1 | 2 |');
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
  expect(withTables(page, acrossTables(report, BOMBS.length))).toBe(page);
  const active = (await knownImages()).filter(({ status }) => status === 'active');
  for (const [name, imageId] of Object.entries(report.images)) {
    expect(
      active.some((image) => image.name === name && image.imageId === imageId),
      name,
    ).toBe(true);
  }
});
