/**
 * The image's own count of instructions against the clock: over contracts, bombs and random modules, compiled and refused,
 * and how far beyond a limit of instructions a bomb gets before the image notices.
 *
 *     npm run bench:counter -- RANDOM [SEED] [PROFILE]      so many random modules
 *
 * They run in the profiler's interpreter; the contracts in SP1's executor as well, which must give the same figures.
 *
 * Exit code 1 where a statement does not agree with its clock as the verifier wants it (`verifier/src/policy/checkCount.ts`), or
 * where a bomb that should have been stopped was not.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS, type Engine, type Job, type Limits, openImage, withEngine } from '@zkcwasm/prover';
import { decodeJournal, LIMIT_NAMES } from '@zkcwasm/verifier';
import { withJobFiles } from '../prover/src/runImage.js';
import { BOMBS } from '../testkit/bombs/index.js';
import { corpus } from '../testkit/corpus/corpus.js';
import { Interpreter } from '../testkit/engine/interpreter.js';
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
/** Images that run at once. */
const LANES = availableParallelism();
/** Most cycles a byte for the module's digest, which is in every statement, whatever the limit. */
const DIGEST_CYCLES = 80;
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

/** The cycles and the journal of a run; undefined where it would take more cycles than it may. */
interface Ended {
  cycles: bigint;
  journal: Uint8Array;
}

async function interpreted(interpreter: Interpreter, name: string, job: Job): Promise<Ended | undefined> {
  const run = await interpreter.run(job);
  if (run.kind === 'failed') throw new Error(`${name}: ${run.message}`);
  return run.kind === 'ended' ? run : undefined;
}

async function executed(engine: Engine, job: Job): Promise<Ended> {
  return withJobFiles(job, async (body) => engine.request('execute', body));
}

function counted(name: string, { cycles, journal }: Ended): Counted {
  const { outcome, metering } = decodeJournal(journal);
  return {
    name,
    outcome: outcome.kind === 'compiled' ? 'compiled' : outcome.reason,
    instructions: metering.instructions ?? 0n,
    cycles,
    journalBytes: BigInt(journal.length),
  };
}

const runs: Counted[] = [];
const beyond: { name: string; by: bigint }[] = [];
const escaped: string[] = [];
let tooLong = 0;
/** Runs that SP1's executor made as well, and those of them that came out otherwise there. */
let compared = 0;
const otherwise: string[] = [];
const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-counter-'));
const interpreters = await Promise.all(Array.from({ length: LANES }, () => Interpreter.start(image)));
try {
  await withEngine(async (engine) => {
    /** Works through what there is, on every lane. */
    const inLanes = async <T>(items: Iterable<T>, work: (item: T, on: Interpreter) => Promise<void>) => {
      const left = items[Symbol.iterator]();
      await Promise.all(
        interpreters.map(async (on) => {
          for (let next = left.next(); next.done !== true; next = left.next()) await work(next.value, on);
        }),
      );
    };
    const run = async (
      on: Interpreter,
      name: string,
      wasm: Uint8Array,
      limits = DEFAULT_LIMITS,
    ): Promise<void> => {
      const found = await interpreted(on, name, jobOf(image, wasm, limits, MOST_CYCLES));
      if (found === undefined) tooLong += 1;
      else runs.push(counted(name, found));
    };
    const contracts = await corpus();
    await inLanes(contracts, async ({ name, wasm }, on) => {
      await run(on, name, wasm);
      await run(on, `${name} without limits`, wasm, NO_LIMITS);
    });
    // Clock and journal of the interpreter are those of SP1's executor.
    for (const { name, wasm } of contracts) {
      const ours = runs.find((one) => one.name === name);
      if (ours === undefined) continue;
      const theirs = counted(name, await executed(engine, jobOf(image, wasm, DEFAULT_LIMITS, MOST_CYCLES)));
      compared += 1;
      if (theirs.cycles !== ours.cycles || theirs.instructions !== ours.instructions) otherwise.push(name);
    }
    console.error(`contracts: ${runs.length}`);
    // Stopped anywhere: a count is ahead by what functions that are under way have counted for later.
    const [first] = contracts;
    if (first === undefined) throw new Error('there are no contracts');
    const stops = (await meteringOf(engine, jobOf(image, first.wasm, DEFAULT_LIMITS, MOST_CYCLES))).flatMap(
      ([limit, needed]) =>
        Array.from({ length: PLACES }, (_, i) => ({
          limit,
          bound: BigInt(Math.floor((needed * i) / PLACES)),
        })),
    );
    await inLanes(stops, ({ limit, bound }, on) =>
      run(on, `${first.name} within ${limit}=${bound}`, first.wasm, { ...DEFAULT_LIMITS, [limit]: bound }),
    );
    console.error(`and stopped ones: ${runs.length}`);
    const small = BOMBS.flatMap((bomb) => SIZES.map((n) => ({ bomb, n })));
    await inLanes(small, ({ bomb, n }, on) => run(on, `${bomb.name} ${n}`, bomb.make(n, 1)));
    console.error(`and bombs: ${runs.length}`);
    await inLanes(await writeRandomModules(seed, count, folder), async (file, on) =>
      run(on, `random ${file}`, new Uint8Array(await readFile(join(folder, file)))),
    );
    console.error(`and random modules: ${runs.length}`);
    await inLanes(BOMBS, async (bomb, on) => {
      for (const n of LARGE) {
        const name = `${bomb.name} ${n}`;
        const wasm = bomb.make(n, 1);
        // Larger ones of this bomb may not even fit into memory.
        if (wasm.length > 4_000_000) break;
        const within = async (instructions: bigint): Promise<Counted | undefined> => {
          const limits = { ...DEFAULT_LIMITS, instructions };
          const most = 4 * Number(LIMIT) + DIGEST_CYCLES * wasm.length;
          const ended = await interpreted(on, name, jobOf(image, wasm, limits, most));
          return ended === undefined ? undefined : counted(name, ended);
        };
        const found = await within(LIMIT);
        if (found === undefined) escaped.push(name);
        else if (found.outcome === 'instruction limit') {
          // What a statement takes that says nothing but which module it is about.
          const least = found.instructions > LIMIT + BEYOND ? (await within(1n))?.instructions : 0n;
          const from = least !== undefined && least > LIMIT ? least : LIMIT;
          beyond.push({ name, by: found.instructions - from });
        }
      }
    });
  });
} finally {
  await Promise.all(interpreters.map((one) => one.close()));
  await rm(folder, { recursive: true, force: true });
}

/** The share of a run's cycles, less a fixed part, that is counted; in millionths. */
const share = ({ instructions, cycles }: Counted, fixed: bigint): number =>
  Number((instructions * 1_000_000n) / (cycles - fixed)) / 1e6;
const byShare = [...runs].sort((a, b) => share(a, CALL_CYCLES) - share(b, CALL_CYCLES));
const rest = ({ cycles, instructions }: Counted): bigint => cycles - instructions;
const byRest = [...runs].sort((a, b) => Number(rest(a) - rest(b)));
const show = (what: string, run: Counted | undefined): void => {
  if (run === undefined) return;
  const { name, outcome, instructions, cycles, journalBytes } = run;
  console.log(
    `${what}: ${name} (${outcome}): ${instructions} of ${cycles} cycles, share ${share(run, CALL_CYCLES)}, outside ${rest(run)}, journal ${journalBytes} bytes`,
  );
};
console.log(`${runs.length} runs of ${image.name}, ${tooLong} left out as too long`);
show('lowest share', byShare[0]);
show('highest share', byShare.at(-1));
show('least outside', byRest[0]);
show('most outside', byRest.at(-1));
const lengths = [...new Set(runs.map(({ journalBytes }) => journalBytes))].sort((a, b) => Number(a - b));
for (const length of lengths) {
  const alike = byRest.filter(({ journalBytes }) => journalBytes === length);
  const rests = alike.map(rest);
  // The fixed part of statements of one length: what is left out of half of them.
  const fixed = rests[Math.floor(rests.length / 2)] ?? 0n;
  const shares = alike.map((run) => share(run, fixed));
  console.log(
    `journal of ${length} bytes: ${rests.length} runs, ${rests[0]} to ${rests.at(-1)} cycles not counted, at most ${fixedPart(length)} allowed; less ${fixed}, ${Math.min(...shares)} to ${Math.max(...shares)} of the cycles are counted`,
  );
}
console.log(
  `${compared} of them in SP1's executor as well: ${otherwise.length} otherwise${otherwise.length === 0 ? '' : `: ${otherwise.join(', ')}`}`,
);
const wrong = runs.filter((run) => whyDisagree(run) !== undefined);
for (const run of wrong) show('DISAGREES', run);

beyond.sort((a, b) => Number(b.by - a.by));
const far = beyond.filter(({ by }) => by > BEYOND && by * 20n > LIMIT);
console.log(
  `${beyond.length} bombs stopped by a limit of ${LIMIT} instructions; furthest beyond it, and beyond the module's digest:`,
);
for (const { name, by } of far) console.log(`  ${name}: ${by}`);
console.log(
  `${far.length} further than 5 % and ${BEYOND}; not stopped by the image: ${escaped.join(', ') || 'none'}`,
);
const good = wrong.length === 0 && otherwise.length === 0 && escaped.length === 0;
process.exitCode = good && compared > 0 && beyond.length > 0 ? 0 : 1;
