/**
 * What each bomb costs on every target: whether a module that is let through hits one architecture far harder.
 *
 *     npm run bench:bomb-targets -- [NAME...] [--engines N] [--page]
 *
 * Each bomb is executed in the zkVM, unproved and with the default limits. The image for x86-64 says how large it may
 * be: as large as the limits let through, or as takes 60 million cycles. Then all images take it at this size and at
 * half of it. Where they are far apart already, the same is done with 600 million. Results are kept after each bomb in docs/benchmarks/reports/bomb-targets.json and a run goes on from
 * there; `--page` writes docs/benchmarks/bomb-targets.md from it and measures nothing.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS, defaultProfile, type Engine, type OpenImage, openImage } from '@zkcwasm/prover';
import { knownImages } from '@zkcwasm/verifier';
import type { Bomb } from '../testkit/bombs/bomb.js';
import { BOMBS } from '../testkit/bombs/index.js';
import { execute, jobOf, type Run } from '../testkit/engine/measure.js';
import { type Across, type AcrossReport, isApart, type Sized } from './bombs/across.js';
import { withAcrossTables } from './bombs/acrossPage.js';
import { withEngines } from './bombs/withEngines.js';

/** Sizes are looked at up to so many cycles of the image for x86-64: of all bombs, and of those that stand out then. */
const MOST = [60_000_000, 600_000_000] as const;
/** What stands out: an image that takes so many times the cycles of another. */
const STANDS_OUT = 1.4;
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
  const [first] = images;
  if (first === undefined) throw new Error('there is no image');
  const report = startedReport(images);
  const done = new Set(report.bombs.map(({ name }) => name));
  const bombs = BOMBS.filter(({ name }) => !done.has(name)).filter(
    ({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
  );
  await withEngines(bombs, Number(options.engines), async (engine, bomb) => {
    const found = await across(engine, images, first, bomb);
    if (found === undefined) return console.error(`${bomb.name}: no size of it gets through`);
    report.bombs.push(found);
    report.bombs.sort((a, b) => order(a.name) - order(b.name));
    writeFileSync(`${file}.new`, `${JSON.stringify(report, null, 1)}\n`);
    renameSync(`${file}.new`, file);
    console.error(`${report.bombs.length}/${BOMBS.length}  ${bomb.name} ${JSON.stringify(found.whole)}`);
  });
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

/** The report as far as it is, where it is of these images and sizes. */
function startedReport(images: OpenImage[]): AcrossReport {
  const ids = Object.fromEntries(images.map(({ name, imageId }) => [name, imageId]));
  const fresh = { images: ids, seed, mostCycles: [...MOST], bombs: [] };
  if (!existsSync(file)) return fresh;
  const kept = JSON.parse(readFileSync(file, 'utf8')) as AcrossReport;
  const same = JSON.stringify({ ...kept, bombs: [] }) === JSON.stringify(fresh);
  return same ? kept : fresh;
}

async function across(
  engine: Engine,
  images: OpenImage[],
  first: OpenImage,
  bomb: Bomb,
): Promise<Across | undefined> {
  let found: Across | undefined;
  for (const most of MOST) {
    const largest = await largestThrough(engine, first, bomb, most, found?.whole.n);
    if (largest === undefined) break;
    const { n, boundary } = largest;
    const half = Math.floor(n / 2);
    found = {
      name: bomb.name,
      source: bomb.source,
      boundary,
      whole: await everywhere(engine, images, bomb, n, most),
      ...(half === 0 ? {} : { half: await everywhere(engine, images, bomb, half, most) }),
    };
    if (boundary !== 'cycles' || !isApart(found, STANDS_OUT)) break;
  }
  return found;
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
  bomb: Bomb,
  n: number,
  most: number,
): Promise<Sized> {
  const wasm = bomb.make(n, seed);
  const found: Sized = { n, bytes: wasm.length, images: {} };
  for (const image of images) {
    const { outcome, cycles, heap } = await execute(engine, jobOf(image, wasm, DEFAULT_LIMITS, most * TIMES));
    found.images[image.name] = { outcome, cycles, heap };
  }
  return found;
}

function writePage(report: AcrossReport): void {
  const page = at('bomb-targets.md');
  writeFileSync(page, withAcrossTables(readFileSync(page, 'utf8'), report));
}
