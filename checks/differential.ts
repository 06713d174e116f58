/**
 * The image against the native compiler, over random modules: both must come to the same outcome, for the same reason,
 * with the same artifact. `npx tsx checks/differential.ts COUNT [SEED] [PROFILE]` makes the modules of SEED, SEED+1 and so
 * on, PROFILE is the image's; those over which the two differ are kept. What a limit refuses is counted apart: natively there are none.
 */
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CyclesExceeded,
  DEFAULT_LIMITS,
  type Engine,
  type Job,
  meter,
  openImage,
  ProverError,
  withEngine,
} from '@zkcwasm/prover';
import { jobOf } from '../testkit/engine/measure.js';
import { writeRandomModules } from '../testkit/random/randomModules.js';
import { randomRun } from '../testkit/random/randomRun.js';
import { CRASHED, natively } from './natively.js';

const ENGINES = 2;
/** A module of 8 KiB takes a tenth of it. */
const MAX_CYCLES = 1_000_000_000;
/** Where modules are kept over which the two differ. */
const KEPT = join(tmpdir(), 'zkcwasm-differential');

const { count, seed, profile } = randomRun(1);

const image = await openImage({ profile });
const tally = new Map<string, number>();
let mismatches = 0;
let compared = 0;
const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-smith-'));
try {
  const queue = (await writeRandomModules(seed, count, folder)).values();
  await Promise.all(Array.from({ length: ENGINES }, () => work(queue)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const [outcome, times] of [...tally].sort(([, a], [, b]) => b - a)) console.log(`${times}  ${outcome}`);
console.log(`${count - mismatches} the same, ${mismatches} different`);
process.exitCode = mismatches === 0 ? 0 : 1;

/** Takes modules until there are none; a runner that dies of one is replaced. */
async function work(queue: IterableIterator<string>): Promise<void> {
  let more = true;
  while (more) {
    more = await withEngine(async (engine) => {
      for (const file of queue) {
        if (!(await compare(engine, file))) return true;
      }
      return false;
    });
  }
}

/** Compares one module; false if the engine is dead. */
async function compare(engine: Engine, file: string): Promise<boolean> {
  const path = join(folder, file);
  const job = jobOf(image, new Uint8Array(await readFile(path)), DEFAULT_LIMITS, MAX_CYCLES);
  const proved = await inImage(engine, job);
  const native = await natively(engine, job);
  const limited = proved.startsWith('limit ');
  const label = limited ? proved : proved.split(' ', 1)[0] === 'compiled' ? 'compiled' : proved;
  tally.set(label, (tally.get(label) ?? 0) + 1);
  compared += 1;
  if (compared % 100 === 0)
    console.error(`${compared}/${count}: ${[...tally].map(([o, n]) => `${n} ${o}`).join(', ')}`);
  if (!limited && proved !== native) {
    mismatches += 1;
    await mkdir(KEPT, { recursive: true });
    const kept = join(KEPT, file);
    await copyFile(path, kept);
    console.error(`DIFFERENT ${kept}: image ${proved}; native ${native}`);
  }
  return native !== CRASHED;
}

/** `compiled DIGEST`, `limit NAME` or the reason. */
async function inImage(engine: Engine, job: Job): Promise<string> {
  try {
    const { artifactDigest, rejection } = await meter(engine, job);
    if (rejection === undefined) return `compiled ${artifactDigest}`;
    return rejection.limit === undefined ? rejection.reason : `limit ${rejection.limit}`;
  } catch (error) {
    if (error instanceof CyclesExceeded) return 'limit cycles';
    if (error instanceof ProverError && error.code !== 'cancelled') return `no journal (${error.message})`;
    throw error;
  }
}
