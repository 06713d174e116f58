import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import type { ProfileConstants, Quantity } from './constants.js';
import { pair } from './constants.js';
import { compiled, type Row } from './row.js';
import { ratio } from './settle.js';

const { document } = new JSDOM('').window;
const SIZE = { document, width: 720, height: 420, marginLeft: 60, marginRight: 90 };
const STYLE = 'font-family: sans-serif; background: white';
const DOMAIN = ['random', 'bombs', 'corpus', 'found'];
const COLOR = { domain: DOMAIN, range: ['#9db7d5', '#e15759', '#222222', '#b07aa1'] };

/** The plots of a profile, as files of SVG by what is behind `PROFILE-`. */
export function charts(rows: readonly Row[], constants: ProfileConstants): Record<string, string> {
  const all = compiled(rows);
  return {
    'instructions.svg': bound(all, constants, 'instructions', 'cycles in the zkVM', 'native instructions'),
    'heap.svg': bound(all, constants, 'heap', 'peak heap in the journal, bytes', 'native peak heap, bytes'),
    'ratios.svg': distribution(all),
  };
}

/** Every module, and the line that all of them are below. */
function bound(rows: Row[], constants: ProfileConstants, quantity: Quantity, x: string, y: string): string {
  const points = rows.map((row) => ({ ...pair(row, quantity), group: row.group }));
  const order = (group: string) => DOMAIN.indexOf(group);
  points.sort((a, b) => order(a.group) - order(b.group));
  const { factor, constant } = constants[quantity];
  const xs = points.map((point) => point.x);
  const [from, to] = [Math.min(...xs), Math.max(...xs)];
  const line = Array.from({ length: 60 }, (_, i) => from * (to / from) ** (i / 59)).map((at) => ({
    x: at,
    y: factor * at + constant,
  }));
  return plot({
    x: { type: 'log', label: x, tickFormat: '~s' },
    y: { type: 'log', label: y, tickFormat: '~s', grid: true },
    color: COLOR,
    marks: [
      Plot.dot(points, { x: 'x', y: 'y', stroke: 'group', r: 2 }),
      Plot.line(line, { x: 'x', y: 'y', stroke: 'black', strokeDasharray: '4 3' }),
      ...legend(),
    ],
  });
}

/** How the ratios of modules that are large enough are spread. */
function distribution(rows: Row[]): string {
  const points = rows.flatMap((row) => {
    const value = ratio(row, 'instructions');
    return value === undefined ? [] : [{ value, group: row.group }];
  });
  return plot({
    x: { label: 'native instructions for each cycle' },
    y: { label: 'modules', type: 'sqrt', grid: true },
    color: COLOR,
    marks: [
      Plot.rectY(
        points,
        Plot.binX({ y: 'count', fill: 'first' }, {
          x: 'value',
          fill: 'group',
          z: 'group',
          thresholds: 60,
        } as Plot.BinXInputs<Plot.RectYOptions>),
      ),
      ...legend(),
    ],
  });
}

function legend(): Plot.Markish[] {
  const style = { frameAnchor: 'top-right', textAnchor: 'start', dx: 12 } as const;
  return DOMAIN.map((group, i) =>
    Plot.text([group], { ...style, dy: 16 * i, text: () => group, fill: COLOR.range[i] ?? 'black' }),
  );
}

function plot(options: Plot.PlotOptions): string {
  const svg = Plot.plot({ ...SIZE, style: STYLE, ...options });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}
