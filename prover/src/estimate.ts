/**
 * How long a proof takes on this machine, from cells of the execution trace (docs/benchmarks/README.md): shards of up to 268 million
 * cells, as the engine makes them from 20 GiB of free memory on, less what more cores take off.
 *
 * Measured on 2 cores of a server CPU with AVX-512: 0.373 s for a million cells of a shard, 51 s to make a shard a recursion proof
 * (`normalize`), 47 s to join up to four of these (`compose`). What is left over of a proof of the module `add` is taken for start and
 * end of every proof: 1.9 million cycles, 3 shards and one join, 507 s on a machine that did little else. With that the model fits
 * this proof by construction, and no other has been made with this engine yet. `ZKCWASM_PROVE_SECONDS_PER_MCYCLE` overrides what a
 * million cycles take beyond the first shard with a figure of the machine's own.
 */
import { availableParallelism } from 'node:os';

const REFERENCE_CORES = 2;
/** Start, set-up of the program, and what comes after the last recursion step: what `add` leaves over. */
const FIXED_SECONDS = 181;
const SECONDS_PER_MEGACELL = 0.373;
const NORMALIZE_SECONDS = 51;
const COMPOSE_SECONDS = 47;
/** Proofs that one `compose` joins. */
const COMPOSE_ARITY = 4;

const SHARD_MEGACELLS = 268;
/** The program table and others, in every shard. */
const TABLES_MEGACELLS = 18;
const MEGACELLS_PER_MCYCLE = 60;
/** The image's memory, 271 cells for each of 625,000 words, is finalized in shards of its own, which SP1 fills to half. */
const IMAGE_MEGACELLS = 169;
const IMAGE_SHARDS = 2;

/** Up to so many million cycles an execution is one shard. */
const MCYCLES_PER_SHARD = (SHARD_MEGACELLS - TABLES_MEGACELLS) / MEGACELLS_PER_MCYCLE;
const SECONDS_PER_SHARD =
  SECONDS_PER_MEGACELL * TABLES_MEGACELLS + NORMALIZE_SECONDS + COMPOSE_SECONDS / (COMPOSE_ARITY - 1);
/** Of an execution of many shards. */
const SECONDS_PER_MCYCLE =
  SECONDS_PER_MEGACELL * MEGACELLS_PER_MCYCLE + SECONDS_PER_SHARD / MCYCLES_PER_SHARD;

/** A proof of one shard of execution, beyond `FIXED_SECONDS`: with the image's own shards, and one join of all. */
const oneShardSeconds = (megacycles: number) =>
  SECONDS_PER_MEGACELL *
    (IMAGE_MEGACELLS + TABLES_MEGACELLS * (IMAGE_SHARDS + 1) + MEGACELLS_PER_MCYCLE * megacycles) +
  NORMALIZE_SECONDS * (IMAGE_SHARDS + 1) +
  COMPOSE_SECONDS;

/** The model in three figures, for executions of many shards: seconds on so many cores. */
export const PROVING_MODEL = {
  cores: REFERENCE_CORES,
  fixedSeconds: Math.round(
    FIXED_SECONDS + oneShardSeconds(MCYCLES_PER_SHARD) - MCYCLES_PER_SHARD * SECONDS_PER_MCYCLE,
  ),
  secondsPerMegacycle: Math.round(SECONDS_PER_MCYCLE),
};

/** Estimated proving time in seconds. */
export function estimateProvingSeconds(cycles: bigint): number {
  const own = Number(process.env.ZKCWASM_PROVE_SECONDS_PER_MCYCLE);
  const scale = REFERENCE_CORES / Math.max(1, availableParallelism());
  const megacycles = Number(cycles) / 1e6;
  const first = Math.min(megacycles, MCYCLES_PER_SHARD);
  const slope = Number.isFinite(own) && own > 0 ? own : SECONDS_PER_MCYCLE * scale;
  return Math.round(FIXED_SECONDS + oneShardSeconds(first) * scale + (megacycles - first) * slope);
}
