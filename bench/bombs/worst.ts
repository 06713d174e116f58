import type { Engine, Limits, OpenImage } from '@zkcwasm/prover';
import type { Bomb } from '../../testkit/bombs/bomb.js';
import { execute, jobOf, type Run } from '../../testkit/engine/measure.js';

/** A look at the shape takes less than this many cycles a byte. */
const SCAN_CYCLES_PER_BYTE = 1500;
/** What an execution takes before it looks at the module. */
const START_CYCLES = 3_000_000;
/** Full runs to find what gets past the limit on memory. */
const REFINEMENTS = 4;

/** The largest n that gets through, as far as it was looked for, and what it costs. */
export interface Worst {
  n: number;
  bytes: number;
  run: Run;
  /** The limit that refuses larger ones; undefined where only the search for n ended there. */
  boundary: string | undefined;
}

/** What the search needs to know. */
export interface Search {
  image: OpenImage;
  limits: Limits;
  seed: number;
  /** Modules above this are of no interest. */
  mostBytes: number;
  /** The run at the worst n is stopped at so many cycles for each byte. */
  mostCyclesPerByte: number;
}

/** What the limits on shape say to a module: refused, or stopped when the look at it was over. */
export async function look(engine: Engine, image: OpenImage, wasm: Uint8Array, limits: Limits): Promise<Run> {
  const cycles = START_CYCLES + SCAN_CYCLES_PER_BYTE * wasm.length;
  return execute(engine, jobOf(image, wasm, limits, cycles));
}

/** The largest n that is valid and no larger than is of interest. */
function largestOfInterest(bomb: Bomb, { seed, mostBytes }: Search): number {
  const fits = (n: number) =>
    n <= (bomb.most ?? Number.MAX_SAFE_INTEGER) && bomb.make(n, seed).length <= mostBytes;
  let [low, high] = [0, 1];
  while (fits(high)) [low, high] = [high, high * 2];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Finds the largest n that gets past the limits on shape, and what it costs. */
export async function findWorst(engine: Engine, bomb: Bomb, search: Search): Promise<Worst | undefined> {
  const { image, limits, seed } = search;
  const shape = (n: number) => look(engine, image, bomb.make(n, seed), limits);
  let high = largestOfInterest(bomb, search);
  if (high === 0) return undefined;
  let refusal = await shape(high);
  if (refusal.kind !== 'refused') return costliest(engine, bomb, search, high, undefined);
  let low = 0;
  for (let guesses = 0; high - low > 1; guesses += 1) {
    // Most counts are proportional to n or its square, so the first guesses are close.
    const share = (refusal.excess ?? 2) ** (guesses % 2 === 0 ? -1 : -0.5);
    const guess = guesses < 4 ? Math.floor(high * share) : Math.floor((low + high) / 2);
    const n = Math.min(Math.max(guess, low + 1), high - 1);
    const run = await shape(n);
    if (run.kind === 'refused') [high, refusal] = [n, run];
    else low = n;
    if (low === n && n + 1 < high && guesses < 4) {
      const next = await shape(n + 1);
      if (next.kind === 'refused') [high, refusal] = [n + 1, next];
    }
  }
  const boundary = refusal.limit ?? refusal.outcome;
  return low === 0 ? undefined : costliest(engine, bomb, search, low, boundary);
}

/**
 * Runs the largest n that gets past the limits on shape. Where it is refused for its memory nevertheless, what gets
 * through just below that is looked for.
 */
async function costliest(
  engine: Engine,
  bomb: Bomb,
  search: Search,
  largest: number,
  boundary: string | undefined,
): Promise<Worst> {
  const at = async (n: number): Promise<Worst> => {
    const wasm = bomb.make(n, search.seed);
    const cycles = Math.max(START_CYCLES, search.mostCyclesPerByte * wasm.length) + 1;
    const run = await execute(engine, jobOf(search.image, wasm, search.limits, cycles));
    return { n, bytes: wasm.length, run, boundary };
  };
  let worst = await at(largest);
  if (worst.run.kind !== 'refused') return worst;
  let through: Worst | undefined;
  let [low, high] = [1, largest];
  for (let i = 0; i < REFINEMENTS && high - low > 1; i += 1) {
    const found = await at(Math.round(Math.sqrt(low * high)));
    if (found.run.kind === 'stopped') return found;
    if (found.run.kind === 'refused') {
      worst = found;
      high = found.n;
    } else {
      through = found;
      low = found.n;
    }
  }
  return { ...(through ?? worst), boundary: worst.run.limit ?? worst.run.outcome };
}
