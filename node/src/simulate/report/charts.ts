/** Plots of a simulation, as SVG. */
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import type { Comparison } from '../alternatives.js';
import type { Result } from '../results.js';
import { MODES } from '../settings.js';
import type { Simulation } from '../simulate.js';

/** A plot with its heading, and what it shows in words. */
export interface Chart {
  title: string;
  text: string;
  svg: string;
}

const { document } = new JSDOM('').window;
const SIZE = { document, width: 720, style: { fontSize: '12px', background: 'white' } };
const FOR = '#1b7837';
const AGAINST = '#b2182b';

/** The plots of a simulation. */
export function charts(simulation: Simulation): Chart[] {
  const { results } = simulation;
  const modes = MODES.filter((mode) => results.some((result) => result.mode === mode));
  const disputed = results.filter(({ scenario }) => scenario === 'near-limit' || scenario === 'one-platform');
  return [
    ...(disputed.length === 0
      ? []
      : modes.map((mode) =>
          judgements(
            mode,
            disputed.filter((result) => result.mode === mode),
          ),
        )),
    ...(results.some(({ noShows }) => noShows > 0) ? [hurt(results)] : []),
    decisions(results),
    costs(results),
    ...simulation.alternatives.map(latency),
    ...middle(simulation).map((comparison) => overRuns(simulation, comparison)),
  ];
}

/** How all online validators judge in the end: two colours in one bar are a split. */
function judgements(mode: string, results: readonly Result[]): Chart {
  const bars = results.flatMap(({ case: name, judgedFor, judgedAgainst }) => [
    { name, side: 'for', validators: judgedFor },
    { name, side: 'against', validators: judgedAgainst },
  ]);
  return chart(`Judgements, ${mode}`, 'How many validators judge for and against each hostile module.', {
    height: 60 + 26 * results.length,
    marginLeft: 300,
    x: { label: 'validators', grid: true },
    y: { label: null, domain: results.map(({ case: name }) => name) },
    color: { domain: ['for', 'against'], range: [FOR, AGAINST], legend: true },
    marks: [
      Plot.barX(bars, { x: 'validators', y: 'name', fill: 'side', order: ['for', 'against'] }),
      Plot.ruleX([0]),
    ],
  });
}

function hurt(results: readonly Result[]): Chart {
  const bars = results.flatMap(({ case: name, mode, hurt: platforms }) =>
    platforms
      .filter((one) => one.hurt > 0)
      .map(({ platform, hurt: n, validators }) => ({
        name: `${name} (${mode})`,
        platform,
        share: n / validators,
        // Dots that lie on one another stay visible as rings.
        radius: 9 - 2 * platforms.findIndex((one) => one.platform === platform),
      })),
  );
  const names = [...new Set(bars.map(({ name }) => name))];
  return chart(
    'Platforms shut out',
    'Share of a platform’s validators that cannot prepare what the chain has accepted.',
    {
      height: 70 + 30 * names.length,
      marginLeft: 340,
      marginRight: 30,
      x: { label: 'share of the platform', percent: true, domain: [0, 100], grid: true },
      y: { label: null },
      color: { legend: true, scheme: 'Dark2' },
      r: { type: 'identity' },
      marks: [Plot.dot(bars, { x: 'share', y: 'name', fill: 'platform', r: 'radius' }), Plot.ruleX([0])],
    },
  );
}

function decisions(results: readonly Result[]): Chart {
  return chart('Blocks to decision', 'From registration to the deciding vote, each case a dot.', {
    height: 70 + 82 * new Set(results.map(({ scenario }) => scenario)).size,
    insetLeft: 10,
    insetRight: 10,
    marginLeft: 100,
    marginRight: 116,
    x: { label: 'blocks', type: 'log', grid: true, tickFormat: '~s' },
    y: { label: null, domain: [...new Set(results.map(({ mode }) => mode))] },
    fy: { label: null },
    color: { legend: true, domain: ['accepted', 'rejected', 'expired'], range: [FOR, AGAINST, '#e08214'] },
    marks: [
      Plot.frame({ stroke: '#ddd' }),
      Plot.dot(
        results.map((result) => ({ ...result, blocks: Math.max(result.blocks, 1) })),
        { x: 'blocks', y: 'mode', fy: 'scenario', stroke: 'decision', r: 4, strokeOpacity: 0.7 },
      ),
    ],
  });
}

function costs(results: readonly Result[]): Chart {
  const points = results.flatMap((one) => [
    { ...one, what: 'validators', price: one.validatorPrice },
    { ...one, what: 'proofs', price: one.proofPrice },
  ]);
  return chart(
    'What a vote costs',
    'At the stated prices; proofs are paid by who registers, the rest by validators.',
    {
      height: 200,
      marginLeft: 120,
      x: { label: 'price', type: 'log', grid: true, tickFormat: '~g' },
      y: { label: null },
      color: { legend: true, domain: ['validators', 'proofs'], scheme: 'Tableau10' },
      marks: [
        Plot.dot(
          points.filter(({ price }) => price > 0),
          { x: 'price', y: 'mode', stroke: 'what', r: 4, strokeOpacity: 0.6 },
        ),
      ],
    },
  );
}

function latency({ contract, bytes, rows: ways }: Comparison): Chart {
  const rows = ways.map((row) => ({ ...row, price: Math.max(row.price, 1e-7) }));
  const title = `Latency and price of each way: ${contract}`;
  return chart(title, `For ${bytes.toLocaleString('en')} bytes of wasm; both axes are logarithmic.`, {
    height: 400,
    marginLeft: 70,
    marginRight: 30,
    inset: 14,
    x: { label: 'until the code may be used, s', type: 'log', grid: true, tickFormat: '~s' },
    y: { label: 'price, once', type: 'log', grid: true, tickFormat: '~g' },
    color: { legend: true, scheme: 'Dark2', domain: rows.map(({ name }) => name) },
    marks: [Plot.dot(rows, { x: 'latencySeconds', y: 'price', fill: 'name', r: 7, fillOpacity: 0.85 })],
  });
}

function middle({ alternatives }: Simulation): Comparison[] {
  return alternatives.slice(alternatives.length >> 1, (alternatives.length >> 1) + 1);
}

/** Processor time over runs: what is saved once is paid at each run. */
function overRuns({ settings }: Simulation, alternatives: Comparison): Chart {
  const points = alternatives.rows.flatMap(({ name, validatorSeconds, runFactor }) =>
    Array.from({ length: 37 }, (_, i) => 10 ** (i / 6)).map((runs) => ({
      name,
      runs,
      seconds: validatorSeconds / settings.validators + (runs * alternatives.runMs * runFactor) / 1000,
    })),
  );
  return chart(
    'Processor time of one validator, over how often it runs the code',
    'Compiling or checking once, and every run.',
    {
      height: 380,
      marginLeft: 60,
      marginRight: 30,
      x: { label: 'runs', type: 'log', grid: true, tickFormat: '~s' },
      y: { label: 's', type: 'log', grid: true, tickFormat: '~g' },
      color: { legend: true, scheme: 'Dark2', domain: alternatives.rows.map(({ name }) => name) },
      marks: [Plot.line(points, { x: 'runs', y: 'seconds', stroke: 'name', strokeWidth: 2 })],
    },
  );
}

function chart(title: string, text: string, options: Plot.PlotOptions): Chart {
  return { title, text, svg: Plot.plot({ ...SIZE, ariaLabel: title, ...options }).outerHTML };
}
