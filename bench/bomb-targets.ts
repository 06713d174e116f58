/**
 * What each bomb costs on every target: whether a module that is let through hits one architecture far harder.
 *
 *     npm run bench:bomb-targets -- [NAME...] [--engines N] [--page]
 *
 * Each bomb is executed in the zkVM, unproved and with the default limits. The image for x86-64 says how large it may
 * be: as large as the limits let through, or as takes 60 million cycles. Then all images take it at this size and at
 * half of it. Where they are far apart already, the same is done with 600 million. Results are kept after each bomb in
 * docs/benchmarks/reports/bomb-targets.json, and a run goes on from there; `--page` writes docs/benchmarks/bomb-targets.md
 * from it and measures nothing.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import {
  DEFAULT_LIMITS,
  defaultProfile,
  type Engine,
  type OpenImage,
  openImage,
  withEngine,
} from '@zkcwasm/prover';
import { knownImages } from '@zkcwasm/verifier';
import type { Bomb } from '../testkit/bombs/bomb.js';
import { BOMBS } from '../testkit/bombs/index.js';
import { execute, jobOf, type Run } from '../testkit/engine/measure.js';
import { bytes } from '../testkit/fixtures.js';
import { type Across, type AcrossReport, acrossTables, isApart, type Sized } from './bombs/across.js';
import { withEngines } from './bombs/withEngines.js';
import { withTables } from './pageTables.js';

/** Sizes are looked at up to so many cycles of the image for x86-64: of all bombs, and of those that stand out then. */
const MOST = [60_000_000, 600_000_000] as const;
/** What stands out: an image that takes so many times the cycles of another. */
const STANDS_OUT = 1.5;
/** Another image is stopped at so many times the cycles that sizes were looked at up to. */
const TIMES = 20;
/** A size this close below one that is too large is the largest. */
const CLOSE = 1.1;

const at = (path: string) => fileURLToPath(new URL(`../docs/benchmarks/${path}`, import.meta.url));
const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    engines: { type: 'string', default: '2' },
    page: { type: 'boolean', default: false },
  },
});
const seed = 1;
const file = at('reports/bomb-targets.json');
if (options.page) writePage(JSON.parse(readFileSync(file, 'utf8')) as AcrossReport);
else await measure();

async function measure(): Promise<void> {
  const images = await imagesOfProfile();
  const report = await startedReport(images);
  for (const most of MOST) {
    const bombs = BOMBS.filter(
      ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
    );
    const left = bombs.filter((bomb) => isLeft(report, bomb, most));
    await withEngines(left, Number(options.engines), async (engine, bomb) => {
      const before = report.bombs.find(({ name }) => name === bomb.name);
      const found = await across(engine, images, bomb, most, before?.whole.n);
      if (found === undefined) report.none.push(bomb.name);
      else report.bombs = [...report.bombs.filter(({ name }) => name !== bomb.name), found];
      report.bombs.sort((a, b) => order(a.name) - order(b.name));
      writeFileSync(`${file}.new`, `${JSON.stringify(report, null, 1)}\n`);
      renameSync(`${file}.new`, file);
      console.error(`${most}: ${report.bombs.length}/${BOMBS.length}  ${bomb.name}`);
    });
  }
}

/** Whether a bomb is still to be looked at up to so many cycles. */
function isLeft(report: AcrossReport, { name }: Bomb, most: number): boolean {
  const found = report.bombs.find((one) => one.name === name);
  if (found === undefined) return most === MOST[0] && !report.none.includes(name);
  return found.mostCycles < most && found.boundary === 'cycles' && isApart(found, report, STANDS_OUT);
}

function order(name: string): number {
  return BOMBS.findIndex((bomb) => bomb.name === name);
}

/** The active images of the default profile, the default target's first. */
async function imagesOfProfile(): Promise<OpenImage[]> {
  const first = await openImage({ profile: defaultProfile() });
  const others = (await knownImages()).filter(
    ({ imageId, status, profileName }) =>
      status === 'active' && profileName === first.profileName && imageId !== first.imageId,
  );
  return [first, ...(await Promise.all(others.map(({ imageId }) => openImage({ imageId }))))];
}

/** The report as far as it is, where it is of these images. */
async function startedReport(images: OpenImage[]): Promise<AcrossReport> {
  const ids = Object.fromEntries(images.map(({ name, imageId }) => [name, imageId]));
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as AcrossReport;
    if (isDeepStrictEqual(kept.images, ids) && kept.seed === seed) return kept;
  }
  const start = await withEngine((engine) => everywhere(engine, images, bytes('add.wasm'), MOST[0]));
  return { images: ids, seed, start, bombs: [], none: [] };
}

async function across(
  engine: Engine,
  images: OpenImage[],
  bomb: Bomb,
  most: number,
  from?: number,
): Promise<Across | undefined> {
  const [first] = images;
  if (first === undefined) throw new Error('there is no image');
  const largest = await largestThrough(engine, first, bomb, most, from);
  if (largest === undefined) return undefined;
  const sized = async (n: number): Promise<Sized> => {
    const wasm = bomb.make(n, seed);
    return { n, bytes: wasm.length, images: await everywhere(engine, images, wasm, most) };
  };
  const { n, boundary } = largest;
  const half = Math.floor(n / 2);
  return {
    name: bomb.name,
    source: bomb.source,
    mostCycles: most,
    boundary,
    whole: await sized(n),
    ...(half === 0 ? {} : { half: await sized(half) }),
  };
}

/** The largest n that the first image compiles within the limits and cycles, and what stops larger ones. */
async function largestThrough(
  engine: Engine,
  image: OpenImage,
  bomb: Bomb,
  most: number,
  from = bomb.sizes[0] ?? 1,
): Promise<{ n: number; boundary: string } | undefined> {
  const last = bomb.most ?? Number.MAX_SAFE_INTEGER;
  const run = (n: number): Promise<Run> =>
    execute(engine, jobOf(image, bomb.make(n, seed), DEFAULT_LIMITS, most));
  let low = 0;
  let high = Math.min(from, last);
  let boundary = '';
  while (boundary === '') {
    const { kind, outcome } = await run(high);
    if (kind !== 'compiled') boundary = outcome;
    else if (high === last) return { n: last, boundary: 'none are valid' };
    else [low, high] = [high, Math.min(high * 2, last)];
  }
  while (high - low > 1 && high / Math.max(low, 1) > CLOSE) {
    const middle = low === 0 ? Math.floor(high / 2) : Math.round(Math.sqrt(low * high));
    if (middle === low || middle === high) break;
    const { kind, outcome } = await run(middle);
    if (kind === 'compiled') low = middle;
    else [high, boundary] = [middle, outcome];
  }
  return low === 0 ? undefined : { n: low, boundary };
}

async function everywhere(
  engine: Engine,
  images: OpenImage[],
  wasm: Uint8Array,
  most: number,
): Promise<Sized['images']> {
  const found: Sized['images'] = {};
  for (const image of images) {
    const { outcome, cycles, heap } = await execute(engine, jobOf(image, wasm, DEFAULT_LIMITS, most * TIMES));
    found[image.name] = { outcome, cycles, heap };
  }
  return found;
}

function writePage(report: AcrossReport): void {
  const page = at('bomb-targets.md');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), acrossTables(report, BOMBS.length)));
}
