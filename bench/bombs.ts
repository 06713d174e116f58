/**
 * What modules that are made to be expensive cost, and that the default limits stop those that cost too much.
 *
 *     npm run bench:bombs -- [NAME...] [--json FILE] [--markdown FILE] [--engines N] [--seed N] [--limit NAME=VALUE]... [--profile NAME]
 *
 * Each bomb is executed in the zkVM, unproved: at growing sizes with no limits but one on cycles, which gives the
 * exponents; then with the default limits; then at the largest size that they let through. Fails if a
 * module of 256 bytes or more gets through the default limits at more than a hundred times the cycles per byte of a
 * normal contract.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  defaultProfile,
  type Engine,
  type Limits,
  openImage,
  withEngine,
} from '@zkcwasm/prover';
import { LIMIT_NAMES } from '@zkcwasm/verifier';
import type { Bomb } from '../testkit/bombs/bomb.js';
import { Module } from '../testkit/bombs/encoder.js';
import { BOMBS } from '../testkit/bombs/index.js';
import { execute, jobOf, nativeMs, type Run } from '../testkit/engine/measure.js';
import { fitPowerLaw } from './bombs/fit.js';
import { withEngines } from './bombs/withEngines.js';
import { findWorst, look, type Worst } from './bombs/worst.js';
import { markdownTable, short } from './table.js';

/** Cycles per byte of the contracts of the corpus, see `docs/benchmarks/README.md`. */
const NORMAL = 6500;
/** How many times that is allowed. */
const ALLOWED = 100;
/** Smaller modules pay for little but the start. */
const LEAST_BYTES = 256;
/** Growth is measured up to here; three seconds or so. */
const GROWTH_CYCLES = 300_000_000;
/** Larger modules reach the default limit on cycles before they reach what is allowed. */
const MOST_BYTES = Math.floor(Number(DEFAULT_MAX_CYCLES) / (NORMAL * ALLOWED));

const NO_LIMITS = Object.fromEntries(LIMIT_NAMES.map((name) => [name, undefined])) as Limits;

/** One size of a bomb. */
interface Size {
  n: number;
  bytes: number;
  lifted: Run;
  nativeMs: number | undefined;
  /** With the default limits, where that was looked at: at the largest size, and where it is expensive. */
  limited?: Run;
}

interface Result {
  bomb: Bomb;
  sizes: Size[];
  cyclesExponent: number | undefined;
  heapExponent: number | undefined;
  worst: Worst | undefined;
  /** Most cycles per byte that get through the default limits, in units of a normal contract's. */
  ratio: number;
  /** Milliseconds that all of it took. */
  elapsedMs: number;
}

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    markdown: { type: 'string' },
    engines: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    limit: { type: 'string', multiple: true, default: [] },
    profile: { type: 'string', default: defaultProfile() },
  },
});
const seed = Number(options.seed);
const limits = withOptions(DEFAULT_LIMITS, options.limit);
const image = await openImage({ profile: options.profile });

/** An empty module's cost, which is that of starting. */
const start = await withEngine((engine) =>
  execute(engine, jobOf(image, new Module().done(), NO_LIMITS, GROWTH_CYCLES)),
);

/** The limits with some of them set anew, for trying others than the defaults. */
function withOptions(defaults: Limits, settings: string[]): Limits {
  const set = settings.map((setting): [string, bigint] => {
    const [name = '', value = ''] = setting.split('=');
    if (!(name in defaults)) throw new Error(`there is no limit ${name}`);
    return [name, BigInt(value)];
  });
  return { ...defaults, ...Object.fromEntries(set) };
}

async function measureSize(engine: Engine, bomb: Bomb, n: number, last: boolean): Promise<Size> {
  const wasm = bomb.make(n, seed);
  const lifted = await execute(engine, jobOf(image, wasm, NO_LIMITS, GROWTH_CYCLES));
  const cheap = lifted.kind === 'compiled' && lifted.cycles <= NORMAL * ALLOWED * wasm.length;
  let limited = cheap && !last ? undefined : await look(engine, image, wasm, limits);
  if (limited?.kind === 'stopped') {
    // A second run of what is cheap would say nothing new.
    const most = NORMAL * ALLOWED * Math.max(wasm.length, LEAST_BYTES) + 1;
    limited = cheap ? lifted : await execute(engine, jobOf(image, wasm, limits, most));
  }
  const native =
    lifted.kind === 'compiled'
      ? await nativeMs(engine, jobOf(image, wasm, NO_LIMITS, GROWTH_CYCLES))
      : undefined;
  return { n, bytes: wasm.length, lifted, nativeMs: native, ...(limited === undefined ? {} : { limited }) };
}

async function measureBomb(engine: Engine, bomb: Bomb): Promise<Result> {
  const started = performance.now();
  const sizes: Size[] = [];
  for (const n of bomb.sizes) {
    const size = await measureSize(engine, bomb, n, n === bomb.sizes.at(-1));
    sizes.push(size);
    if (size.lifted.kind === 'stopped' || size.lifted.kind === 'failed') break;
  }
  const worst = await findWorst(engine, bomb, {
    image,
    limits,
    seed,
    mostBytes: MOST_BYTES,
    mostCyclesPerByte: NORMAL * ALLOWED,
  });
  const compiled = sizes.filter(({ lifted }) => lifted.kind === 'compiled');
  const points = (value: (run: Run) => number) =>
    compiled.map(({ n, lifted }) => ({ n, value: value(lifted) }));
  return {
    bomb,
    sizes,
    cyclesExponent: fitPowerLaw(
      points(({ cycles }) => cycles),
      start.cycles,
    )?.exponent,
    heapExponent: fitPowerLaw(
      points(({ heap }) => heap),
      start.heap,
    )?.exponent,
    worst,
    ratio: ratioThrough(sizes, worst),
    elapsedMs: performance.now() - started,
  };
}

/** What is let through, or was on its way through when it was stopped, costs this many times a normal contract. */
function ratioThrough(sizes: Size[], worst: Worst | undefined): number {
  const through = sizes.map(({ bytes, lifted, limited }) => ({ bytes, run: limited ?? lifted }));
  if (worst !== undefined) through.push(worst);
  const ratios = through
    .filter(({ bytes, run }) => bytes >= LEAST_BYTES && (run.kind === 'compiled' || run.kind === 'stopped'))
    .map(({ bytes, run }) => run.cycles / bytes / NORMAL);
  return Math.max(0, ...ratios);
}

const bombs = BOMBS.filter(({ name }) => wanted.length === 0 || wanted.some((w) => name.includes(w)));
const results = new Map<Bomb, Result>();
await withEngines(bombs, Number(options.engines), async (engine, bomb) => {
  const result = await measureBomb(engine, bomb);
  results.set(bomb, result);
  console.error(`${results.size}/${bombs.length}  ${row(result).join('  ')}`);
  writeJson();
});
const ordered = inOrder();

const table = markdownTable(
  [
    'bomb',
    'source',
    'n',
    'bytes',
    'cycles',
    'cycles/byte',
    'cycles ~ n^',
    'heap',
    'heap ~ n^',
    'native ms',
    'default limits',
    'largest n let through',
    'stopped by',
    'bytes',
    'outcome',
    '× normal',
  ],
  ordered.map(row),
  2,
);
console.log(table);
if (options.markdown !== undefined) writeFileSync(options.markdown, `${table}\n`);

const over = ordered.filter(({ ratio }) => ratio > ALLOWED);
for (const { bomb, ratio } of over) {
  console.error(`${bomb.name} gets through at ${ratio.toFixed(0)} times the cycles of a normal contract`);
}
console.log(`${ordered.length} bombs, ${over.length} of them above ${ALLOWED} times normal`);
process.exitCode = over.length === 0 ? 0 : 1;

function inOrder(): Result[] {
  return bombs.flatMap((bomb) => results.get(bomb) ?? []);
}

/** After each bomb: the whole bench takes hours. */
function writeJson(): void {
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(json(inOrder()), null, 2)}\n`);
}

function row({ bomb, sizes, cyclesExponent, heapExponent, worst, ratio }: Result): string[] {
  const last = sizes.at(-1);
  const run = last?.lifted;
  const stopped = run?.kind === 'stopped' ? '> ' : '';
  return [
    bomb.name,
    bomb.source,
    `${last?.n ?? ''}`,
    `${last?.bytes ?? ''}`,
    run === undefined ? '' : `${stopped}${short(run.cycles)}`,
    run === undefined || last === undefined ? '' : `${stopped}${short(run.cycles / last.bytes)}`,
    cyclesExponent?.toFixed(2) ?? '',
    run === undefined ? '' : short(run.heap),
    heapExponent?.toFixed(2) ?? '',
    last?.nativeMs?.toFixed(1) ?? '',
    last?.limited?.outcome ?? '',
    `${worst?.n ?? ''}`,
    worst?.boundary ?? '',
    `${worst?.bytes ?? ''}`,
    worst?.run.outcome ?? '',
    ratio.toFixed(1),
  ];
}

function json(all: Result[]) {
  return {
    image: image.imageId,
    limits: Object.fromEntries(LIMIT_NAMES.map((name) => [name, limits[name]?.toString()])),
    normalCyclesPerByte: NORMAL,
    allowed: ALLOWED,
    start: { cycles: start.cycles, heap: start.heap },
    bombs: all.map(({ bomb: { name, source, describe }, ...measured }) => ({
      name,
      source,
      describe,
      ...measured,
    })),
  };
}
