/** Table and plot of docs/benchmarks/history.md. */
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { markdownTable } from '../table.js';
import type { Entry } from './history.js';

/** The module that the plot is of: the largest of those that are measured for every image. */
export const PLOTTED = 'cosmwasm/testdata/empty.wasm (13676 bytes), cycles';
const SMALL = 'concordium/v1/crypto-primitives-tests.wasm (1220 bytes), cycles';
const TEXT = 'text, bytes';
/** The heading of the table, which is the page's last part. */
const HEADING = '\n## Every image that was measured\n\n';

/** The history as a table, newest last. */
export function historyTable(entries: readonly Entry[]): string {
  const digits = (value: number | undefined) => value?.toLocaleString('en') ?? '';
  return markdownTable(
    ['date', 'image', 'ID', 'source', '`crypto-primitives-tests`', '`empty`', 'text, bytes'],
    entries.map(({ date, image, imageId, source, values }) => [
      date.slice(0, 10),
      `\`${image}\``,
      `\`${imageId.slice(0, 10)}\``,
      source,
      digits(values[SMALL]),
      digits(values[PLOTTED]),
      digits(values[TEXT]),
    ]),
    4,
  );
}

/** The page with this history in the place of the one that is in it. @throws Error where it has no such place */
export function withHistory(page: string, entries: readonly Entry[]): string {
  const at = page.indexOf(HEADING);
  if (at < 0) throw new Error('docs/benchmarks/history.md has no place for the history');
  return `${page.slice(0, at)}${HEADING}${historyTable(entries)}\n`;
}

/** Cycles of one module over the baselines, a line for each image, as SVG. */
export function historyPlot(entries: readonly Entry[]): string {
  const { document } = new JSDOM('').window;
  // Baselines lie hours or days apart, so they are numbered: one for each commit that has figures.
  const commits = [...new Set(entries.map(({ commit }) => commit))];
  const dates = commits.map((commit) => entries.find((entry) => entry.commit === commit)?.date.slice(5, 10));
  const points = entries.map(({ commit, image, source, values }) => ({
    at: commits.indexOf(commit) + 1,
    image: image.replace('wasmtime-', ''),
    source,
    cycles: (values[PLOTTED] ?? Number.NaN) / 1e6,
  }));
  const figure = Plot.plot({
    document,
    width: 860,
    height: 380,
    marginLeft: 60,
    marginRight: 210,
    style: { background: 'white' },
    x: {
      label: 'baseline',
      ticks: commits.map((_, i) => i + 1),
      tickFormat: (i: number) => dates[i - 1] ?? '',
    },
    y: { label: 'million cycles to compile empty.wasm (13,676 bytes)', grid: true, zero: true },
    marks: [
      Plot.line(points, { x: 'at', y: 'cycles', stroke: 'image' }),
      Plot.dot(points, { x: 'at', y: 'cycles', stroke: 'image', symbol: 'source', fill: 'white' }),
      Plot.text(
        points,
        Plot.selectLast({ x: 'at', y: 'cycles', z: 'image', text: 'image', textAnchor: 'start', dx: 8 }),
      ),
    ],
  });
  return `${figure.outerHTML.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace(/(xmlns="[^"]+" )(.*?)\1/, '$1$2')}\n`;
}
