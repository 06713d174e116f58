/** Plots of a corpus, as SVG. */
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import { type Comparison, ratios } from './compare.js';
import { COMPARED, COMPARED_NAMES, type FigureName, numberOf } from './figures.js';
import type { Findings } from './findings.js';
import type { Report } from './report.js';
import { rowsOf } from './summary.js';
import { labelOf } from './tables.js';

/** A plot with its heading, and what it shows in words. */
export interface Chart {
  title: string;
  text: string;
  svg: string;
}

const { document } = new JSDOM('').window;
const SIZE = {
  document,
  width: 720,
  marginLeft: 70,
  marginRight: 20,
  style: { fontSize: '12px', background: 'white' },
};
/** More points than that are drawn as a field of hexagons, so that the page stays small. */
const MOST_POINTS = 3000;

export function charts({
  report,
  comparisons,
  threshold,
  baselines,
}: Findings & { baselines: ReadonlyMap<Comparison, Report> }): Chart[] {
  return [
    bySize(report, 'cycles', 'Cycles', 'cycles'),
    bySize(report, 'peakHeapBytes', 'Heap', 'most bytes live at once'),
    bySize(report, 'artifactBytes', 'Artifacts', 'bytes'),
    bySize(report, 'largestFrameBytes', 'Stack: the largest frame of a function', 'bytes'),
    ...(has(report, 'deepestStackBytes')
      ? [
          bySize(
            report,
            'deepestStackBytes',
            'Stack: the deepest sum of frames, where there is a bound',
            'bytes',
          ),
        ]
      : []),
    ...comparisons.map((one) => changes(one, baselines.get(one) ?? report, report, threshold)),
  ];
}

interface Point {
  bytes: number;
  value: number;
  image: string;
  name: string;
}

/** A figure of each module over its size, by image; both axes are logarithmic. */
function bySize(report: Report, figure: FigureName, title: string, label: string): Chart {
  const points: Point[] = report.images.flatMap((image) =>
    rowsOf(report, image).flatMap(({ contract, result }) => {
      const value = numberOf(result, figure);
      if (result.outcome !== 'compiled' || value === undefined || value === 0) return [];
      return [{ bytes: contract.wasmBytes, value, image: labelOf(image), name: contract.names[0] ?? '' }];
    }),
  );
  const over = { x: 'bytes', y: 'value' } as const;
  const mark =
    points.length > MOST_POINTS
      ? Plot.dot(points, Plot.hexbin({ r: 'count' }, { ...over, stroke: 'image', binWidth: 12 }))
      : Plot.dot(points, { ...over, stroke: 'image', r: 3 });
  return chart(title, 'Each compiled module, by size.', {
    height: 360,
    x: { type: 'log', label: 'module, bytes', tickFormat: '~s', grid: true },
    y: { type: 'log', label, tickFormat: '~s', grid: true },
    color: { legend: true, scheme: 'Dark2', domain: report.images.map(labelOf) },
    marks: [mark],
  });
}

/** New / old of every figure, a dot for each module. */
function changes({ image, against }: Comparison, before: Report, after: Report, threshold: number): Chart {
  const earlier = new Map(before.contracts.map((contract) => [contract.wasmDigest, contract]));
  const pairs = rowsOf(after, image).flatMap(({ contract, result }) => {
    const then = earlier.get(contract.wasmDigest)?.results[against.imageId];
    const both = then?.outcome === 'compiled' && result.outcome === 'compiled';
    return then === undefined || !both ? [] : [{ contract, before: then, after: result }];
  });
  const points = COMPARED_NAMES.flatMap((figure) =>
    ratios(pairs, figure).map(({ ratio }) => ({
      figure: COMPARED[figure],
      ratio,
      over: ratio > 1 + threshold / 100,
    })),
  );
  const dot = { x: 'ratio', y: 'figure', stroke: 'over' } as const;
  const mark =
    points.length > MOST_POINTS
      ? Plot.dot(points, Plot.binX({ r: 'count' }, { ...dot, thresholds: 60 }))
      : Plot.dot(points, { ...dot, r: 4, strokeOpacity: 0.6 });
  return chart(
    `New against old: ${labelOf(image)} against ${labelOf(against)}`,
    `New / old of each module that both compile; the dashed line is the threshold of ${threshold} %.`,
    {
      height: 80 + 36 * COMPARED_NAMES.length,
      marginLeft: 150,
      x: { type: 'log', label: 'new / old', grid: true },
      y: { label: null, domain: COMPARED_NAMES.map((figure) => COMPARED[figure]) },
      color: { domain: [false, true], range: ['#1b7837', '#b2182b'] },
      marks: [Plot.ruleX([1]), Plot.ruleX([1 + threshold / 100], { strokeDasharray: '4 3' }), mark],
    },
  );
}

function has(report: Report, figure: FigureName): boolean {
  return report.contracts.some(({ results }) =>
    Object.values(results).some((result) => result[figure] !== undefined),
  );
}

function chart(title: string, text: string, options: Plot.PlotOptions): Chart {
  return { title, text, svg: Plot.plot({ ...SIZE, ariaLabel: title, ...options }).outerHTML };
}
