/** Tables and plots of docs/benchmarks/stateless-figures.md from docs/benchmarks/stateless.json. */
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';

export interface ProofRow {
  peer: string;
  keys: number;
  proved: number;
  proofBytes: number;
  proveMs: number;
  verifyMs: number;
  updateMs: number;
  buildMs: number;
  memoryBytes: number;
  lookUpMs?: number;
  bothRootsMs?: number;
  refreshMs?: number;
  mergeMs?: number;
  withTopLevels?: Record<string, number>;
}
export interface BlockRow {
  what: 'block';
  keys: number;
  transfers: number;
  blockBytes: number;
  witnessBytes: number;
  statefulMs: number;
  statelessMs: number;
  proofMs: number;
}
export interface CallRow {
  what: 'call';
  ends: string;
  callMs: number;
  fuel: number;
}
export interface Figures {
  machine: { cpu: string; cores: number; node: string };
  rows: (ProofRow | BlockRow | CallRow)[];
}

const digits = (value: number) => value.toLocaleString('en', { maximumSignificantDigits: 3 });
const whole = (value: number) => value.toLocaleString('en');
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const proofRows = ({ rows }: Figures): ProofRow[] =>
  rows.filter((row): row is ProofRow => 'peer' in row);

/** Markdown of every table, by the heading that it stands under. */
export function tables(figures: Figures): Record<string, string> {
  const proofs = proofRows(figures);
  const own = proofs.filter(({ lookUpMs }) => lookUpMs !== undefined);
  const blocks = figures.rows.filter((row): row is BlockRow => 'what' in row && row.what === 'block');
  const calls = figures.rows.filter((row): row is CallRow => 'what' in row && row.what === 'call');
  return {
    Proofs: table(
      ['library', 'keys', 'proved', 'bytes', 'prove, ms', 'verify, ms', 'set as many, ms'],
      proofs.map((row) => [
        row.peer,
        whole(row.keys),
        whole(row.proved),
        whole(row.proofBytes),
        digits(row.proveMs),
        digits(row.verifyMs),
        digits(row.updateMs),
      ]),
    ),
    'The whole state': table(
      ['library', 'keys', 'build, ms', 'memory, MB'],
      proofs
        .filter(({ proved }) => proved === 1)
        .map((row) => [row.peer, whole(row.keys), digits(row.buildMs), digits(row.memoryBytes / 1e6)]),
    ),
    'Working with proofs': table(
      ['backend', 'keys', 'proved', 'look up, µs', 'both roots, ms', 'merge halves, ms', 'refresh, ms'],
      own.map((row) => [
        row.peer,
        whole(row.keys),
        whole(row.proved),
        digits((row.lookUpMs ?? 0) * 1000),
        digits(row.bothRootsMs ?? 0),
        row.mergeMs === undefined ? '' : digits(row.mergeMs),
        digits(row.refreshMs ?? 0),
      ]),
    ),
    Caching: table(
      ['keys', 'proved', 'whole', '4 levels', '8', '12', '16'],
      own
        .filter(({ withTopLevels }) => withTopLevels !== undefined)
        .map((row) => [
          whole(row.keys),
          whole(row.proved),
          whole(row.proofBytes),
          ...[4, 8, 12, 16].map((levels) => whole(row.withTopLevels?.[levels] ?? 0)),
        ]),
    ),
    Blocks: table(
      [
        'keys',
        'block, bytes',
        'witness, bytes',
        'with the state, ms',
        'without, ms',
        'of that the proof, ms',
      ],
      blocks.map((row) => [
        whole(row.keys),
        whole(row.blockBytes),
        whole(row.witnessBytes),
        digits(row.statefulMs),
        digits(row.statelessMs),
        digits(row.proofMs),
      ]),
    ),
    'Nested calls': table(
      ['a call that', 'fuel', 'ms'],
      calls.map((row) => [row.ends, whole(row.fuel), digits(row.callMs)]),
    ),
  };
}

/** Bytes of a proof of 100 keys, by library and size of the state, as SVG. */
export function bytesPlot(figures: Figures): string {
  return plot('bytes of a proof of 100 keys', 'proofBytes', figures);
}

/** Time to verify it. */
export function verifyPlot(figures: Figures): string {
  return plot('ms to verify a proof of 100 keys', 'verifyMs', figures);
}

function plot(label: string, y: 'proofBytes' | 'verifyMs', figures: Figures): string {
  const { document } = new JSDOM('').window;
  const points = proofRows(figures).filter(({ proved }) => proved === 100);
  const figure = Plot.plot({
    document,
    width: 720,
    height: 360,
    marginLeft: 60,
    marginRight: 220,
    style: { background: 'white' },
    x: { type: 'log', label: 'keys in the state', tickFormat: '~s' },
    y: { type: 'log', label, tickFormat: '~s', grid: true },
    marks: [
      Plot.line(points, { x: 'keys', y, stroke: 'peer' }),
      Plot.dot(points, { x: 'keys', y, fill: 'peer' }),
      Plot.text(
        points,
        Plot.selectLast({ x: 'keys', y, z: 'peer', text: 'peer', textAnchor: 'start', dx: 6 }),
      ),
    ],
  });
  return `${figure.outerHTML.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace(/(xmlns="[^"]+" )(.*?)\1/, '$1$2')}\n`;
}
