import * as Plot from '@observablehq/plot';
import { defaultProfile } from '@zkcwasm/prover';
import { JSDOM } from 'jsdom';
import type { Report } from './report.js';

/** A plot with its heading. */
export interface Chart {
  title: string;
  svg: string;
}

const { document } = new JSDOM('').window;
const SIZE = { document, width: 640, height: 380, marginLeft: 60, marginRight: 150 };

/** The report's plots, as SVG. */
export function charts(report: Report): Chart[] {
  return [compileTimes(report), cycles(report), ...report.kernels.map(runs), costs(report)];
}

function svg(title: string, options: Plot.PlotOptions): Chart {
  return { title, svg: Plot.plot({ ...SIZE, ...options }).outerHTML };
}

/** Native compilers against verifying, over the size of the contract. */
function compileTimes({ modules, verify, breakEvenBytes }: Report): Chart {
  const points = modules.flatMap(({ bytes, native }) =>
    Object.entries(native).flatMap(([profile, times]) =>
      times === undefined ? [] : [{ profile, bytes, ms: times.compileMs }],
    ),
  );
  return svg('Native compilation, and verifying a receipt instead', {
    x: { type: 'log', label: 'contract, bytes', tickFormat: '~s' },
    y: { type: 'log', label: 'ms', tickFormat: '~s', grid: true },
    color: { legend: true },
    marks: [
      Plot.dot(points, { x: 'bytes', y: 'ms', stroke: 'profile' }),
      Plot.ruleY([verify.warmMs], { strokeDasharray: '4 3' }),
      Plot.text([[0, 0]], {
        text: () => `verify ${verify.warmMs.toFixed(0)} ms`,
        frameAnchor: 'top-right',
        dx: 140,
      }),
      ...(breakEvenBytes === undefined ? [] : [Plot.ruleX([breakEvenBytes], { strokeDasharray: '1 3' })]),
    ],
  });
}

function cycles({ modules }: Report): Chart {
  const points = modules.flatMap(({ name, bytes, cycles }) =>
    Object.entries(cycles).map(([profile, n]) => ({ name, bytes, profile, cycles: Number(n) })),
  );
  return svg('Cycles in the zkVM', {
    x: { type: 'log', label: 'contract, bytes', tickFormat: '~s' },
    y: { type: 'log', label: 'cycles', tickFormat: '~s', grid: true },
    color: { legend: true },
    marks: [
      Plot.dot(points, { x: 'bytes', y: 'cycles', stroke: 'profile' }),
      Plot.text(points, {
        filter: ({ profile }: { profile: string }) => profile === defaultProfile(),
        x: 'bytes',
        y: 'cycles',
        text: ({ name }: { name: string }) => name.split('/').at(-1) ?? '',
        textAnchor: 'start',
        dx: 6,
        fontSize: 9,
      }),
    ],
  });
}

/** What a node pays in all, over how often it runs the contract. */
function runs({ name, sides }: Report['kernels'][number]): Chart {
  const lines = Object.entries(sides).flatMap(([way, { at0, slope }]) =>
    RUNS.map((n) => ({ way, n, ms: at0 + n * slope })),
  );
  return svg(`What ${name} costs a node, over how often it runs`, {
    x: { type: 'log', label: 'runs', tickFormat: '~s' },
    y: { type: 'log', label: 'ms in all', tickFormat: '~s', grid: true },
    color: { legend: true },
    marks: [Plot.line(lines, { x: 'n', y: 'ms', stroke: 'way' })],
  });
}

/** 1 to 100,000, ten a decade. */
const RUNS = Array.from({ length: 51 }, (_, i) => 10 ** (i / 10));

function costs({ modules }: Report): Chart {
  const bars = modules.flatMap(({ name, costs }) =>
    (['cpu', 'gpu', 'network'] as const).map((where) => ({ name, where, price: costs[where] })),
  );
  return svg('A proof at the stated prices', {
    height: 40 + 30 * modules.length,
    marginLeft: 250,
    marginRight: 40,
    x: { type: 'log', label: 'price' },
    y: { label: null },
    color: { legend: true },
    marks: [Plot.dot(bars, { x: 'price', y: 'name', stroke: 'where' })],
  });
}
