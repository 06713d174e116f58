/**
 * The image's own count of instructions against the clock: over contracts, bombs and random modules, compiled and refused,
 * and how far beyond a limit of instructions a bomb gets before the image notices.
 *
 *     npm run bench:counter -- RANDOM [SEED] [PROFILE]      so many random modules
 *
 * Exit code 1 where a statement does not agree with its clock as the verifier wants it (`verifier/src/policy/checkCount.ts`), or
 * where a bomb that should have been stopped was not.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, type Engine, type Job, type Limits, openImage, withEngine } from '@zkcwasm/prover';
import { decodeJournal, LIMIT_NAMES } from '@zkcwasm/verifier';
import { withJobFiles } from '../prover/src/runImage.js';
import { BOMBS } from '../testkit/bombs/index.js';
import { corpus } from '../testkit/corpus/corpus.js';
import { jobOf } from '../testkit/engine/measure.js';
import { meteringOf } from '../testkit/engine/meteringOf.js';
import { writeRandomModules } from '../testkit/random/randomModules.js';
import { randomRun } from '../testkit/random/randomRun.js';
import { CALL_CYCLES, fixedPart, whyDisagree } from '../verifier/src/policy/checkCount.js';

/** Sizes of each bomb, without a limit of instructions; a run is left out where it takes more cycles than this. */
const SIZES = [4, 24, 96];
const MOST_CYCLES = 400_000_000;
/** The limit that bombs run against, and how large they are then. */
const LIMIT = 20_000_000n;
const LARGE = [400, 4000, 40_000];
/** At how many places the first contract is stopped by each limit that it can meet. */
const PLACES = 24;
/** How far a run may get beyond its limit: 5 %, or 2 million (issue 15). */
const BEYOND = 2_000_000n;

const NO_LIMITS = Object.fromEntries(LIMIT_NAMES.map((name) => [name, undefined])) as Limits;

const { count, seed, profile } = randomRun(0);
const image = await openImage({ profile });

/** What one run says. */
interface Counted {
  name: string;
  outcome: string;
  instructions: bigint;
  cycles: bigint;
  journalBytes: bigint;
}

async function counted(engine: Engine, name: string, job: Job): Promise<Counted | undefined> {
  try {
    return await withJobFiles(job, async (body) => {
      const done = await engine.request('execute', body);
      const { outcome, metering } = decodeJournal(done.journal);
      const instructions = metering.instructions ?? 0n;
      return {
        name,
        outcome: outcome.kind === 'compiled' ? 'compiled' : outcome.reason,
        instructions,
        cycles: done.cycles,
        journalBytes: BigInt(done.journal.length),
      };
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'limit/cycles') return undefined;
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}

const runs: Counted[] = [];
const beyond: { name: string; by: bigint }[] = [];
const escaped: string[] = [];
let tooLong = 0;
const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-counter-'));
try {
  await withEngine(async (engine) => {
    const run = async (name: string, wasm: Uint8Array, limits = DEFAULT_LIMITS): Promise<void> => {
      const found = await counted(engine, name, jobOf(image, wasm, limits, MOST_CYCLES));
      if (found === undefined) tooLong += 1;
      else runs.push(found);
    };
    for (const { name, wasm } of await corpus()) {
      await run(name, wasm);
      await run(`${name} without limits`, wasm, NO_LIMITS);
    }
    console.error(`contracts: ${runs.length}`);
    // Stopped anywhere: a count is ahead by what functions that are under way have counted for later.
    const [first] = await corpus();
    if (first === undefined) throw new Error('there are no contracts');
    for (const [limit, needed] of await meteringOf(
      engine,
      jobOf(image, first.wasm, DEFAULT_LIMITS, MOST_CYCLES),
    )) {
      for (let i = 0; i < PLACES; i += 1) {
        const bound = BigInt(Math.floor((needed * i) / PLACES));
        await run(`${first.name} within ${limit}=${bound}`, first.wasm, {
          ...DEFAULT_LIMITS,
          [limit]: bound,
        });
      }
    }
    console.error(`and stopped ones: ${runs.length}`);
    for (const bomb of BOMBS) for (const n of SIZES) await run(`${bomb.name} ${n}`, bomb.make(n, 1));
    console.error(`and bombs: ${runs.length}`);
    for (const file of await writeRandomModules(seed, count, folder)) {
      await run(`random ${file}`, new Uint8Array(await readFile(join(folder, file))));
    }
    console.error(`and random modules: ${runs.length}`);
    for (const bomb of BOMBS) {
      for (const n of LARGE) {
        const limits = { ...DEFAULT_LIMITS, instructions: LIMIT };
        const wasm = bomb.make(n, 1);
        if (wasm.length > 4_000_000) break;
        const found = await counted(
          engine,
          `${bomb.name} ${n}`,
          jobOf(image, wasm, limits, 4 * Number(LIMIT)),
        );
        if (found === undefined) escaped.push(`${bomb.name} ${n}`);
        else if (found.outcome === 'instruction limit')
          beyond.push({ name: `${bomb.name} ${n}`, by: found.instructions - LIMIT });
      }
    }
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}

const millionths = ({ instructions, cycles }: Counted): number =>
  Number((instructions * 1_000_000n) / (cycles - CALL_CYCLES)) / 1e6;
const byShare = [...runs].sort((a, b) => millionths(a) - millionths(b));
const rest = ({ cycles, instructions }: Counted): bigint => cycles - instructions;
const byRest = [...runs].sort((a, b) => Number(rest(a) - rest(b)));
const show = (what: string, run: Counted | undefined): void => {
  if (run === undefined) return;
  const { name, outcome, instructions, cycles, journalBytes } = run;
  console.log(
    `${what}: ${name} (${outcome}): ${instructions} of ${cycles} cycles, share ${millionths(run)}, outside ${rest(run)}, journal ${journalBytes} bytes`,
  );
};
console.log(`${runs.length} runs of ${image.name}, ${tooLong} left out as too long`);
show('lowest share', byShare[0]);
show('highest share', byShare.at(-1));
show('least outside', byRest[0]);
show('most outside', byRest.at(-1));
const lengths = [...new Set(runs.map(({ journalBytes }) => journalBytes))].sort((a, b) => Number(a - b));
for (const length of lengths) {
  const rests = byRest.filter(({ journalBytes }) => journalBytes === length).map(rest);
  console.log(
    `journal of ${length} bytes: ${rests.length} runs, ${rests[0]} to ${rests.at(-1)} cycles not counted, at most ${fixedPart(length)} allowed`,
  );
}
const wrong = runs.filter((run) => whyDisagree(run) !== undefined);
for (const run of wrong) show('DISAGREES', run);

beyond.sort((a, b) => Number(b.by - a.by));
const far = beyond.filter(({ by }) => by > BEYOND && by * 20n > LIMIT);
console.log(`${beyond.length} bombs stopped by a limit of ${LIMIT} instructions; furthest beyond it:`);
for (const { name, by } of beyond.slice(0, 8)) console.log(`  ${name}: ${by}`);
console.log(
  `${far.length} further than 5 % and ${BEYOND}; not stopped by the image: ${escaped.join(', ') || 'none'}`,
);
process.exitCode = wrong.length === 0 && runs.length > 0 && beyond.length > 0 && escaped.length === 0 ? 0 : 1;
