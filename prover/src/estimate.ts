/**
 * How long a proof takes on this machine, from cells of the execution trace (docs/benchmarks/README.md), for the shards that the
 * engine makes there (prover/engine/src/machine.rs), less what more cores take off.
 *
 * Measured on 2 cores of a server CPU with AVX-512: 0.373 s for a million cells of a shard, 51 s to make a shard a recursion proof
 * (`normalize`), 47 s to join up to four of these (`compose`). What is left over of a proof of the module `add` is taken for start and
 * end of every proof: 1.9 million cycles, 3 shards and one join, 507 s on a machine that did little else. Two later proofs of that
 * machine while it did other work too: 912 s for 10.3 million cycles in 4 larger shards, where this says 786, and 1,203 s for
 * 5.6 million in 7 smaller ones, where it says 858. `ZKCWASM_PROVE_SECONDS_PER_MCYCLE` overrides what a million cycles take
 * beyond the first shard with a figure of the machine's own.
 */
import { availableParallelism, totalmem } from 'node:os';

const REFERENCE_CORES = 2;
/** Start, set-up of the program, and what comes after the last recursion step: what `add` leaves over. */
const FIXED_SECONDS = 181;
const SECONDS_PER_MEGACELL = 0.373;
const NORMALIZE_SECONDS = 51;
const COMPOSE_SECONDS = 47;
/** Proofs that one `compose` joins. */
const COMPOSE_ARITY = 4;

/** The program table and others, in every shard. */
const TABLES_MEGACELLS = 18;
const MEGACELLS_PER_MCYCLE = 60;
/** The image's memory, 271 cells for each of 625,000 words, is finalized in shards of its own, which SP1 fills to half. */
const IMAGE_MEGACELLS = 169;

interface Shards {
  megacells: number;
  /** What the image's memory fills, in shards. */
  image: number;
}
const LARGER: Shards = { megacells: 268, image: 2 };
const SMALL: Shards = { megacells: 134, image: 4 };
/** A machine with less cannot have free what the engine wants for larger shards. */
const LARGER_SHARD_BYTES = 26 * 2 ** 30;

/** An execution of up to so many million cycles is one shard, with two of the larger ones for the image's memory. */
const ONE_SHARD_MCYCLES = 1.73;
const LEAST_SHARDS = 3;

const mcyclesPerShard = ({ megacells }: Shards) => (megacells - TABLES_MEGACELLS) / MEGACELLS_PER_MCYCLE;

const SECONDS_PER_SHARD =
  SECONDS_PER_MEGACELL * TABLES_MEGACELLS + NORMALIZE_SECONDS + COMPOSE_SECONDS / (COMPOSE_ARITY - 1);
/** Of an execution of many shards. */
const secondsPerMcycle = (shards: Shards) =>
  SECONDS_PER_MEGACELL * MEGACELLS_PER_MCYCLE + SECONDS_PER_SHARD / mcyclesPerShard(shards);

/** On the reference machine, beyond `FIXED_SECONDS`. */
function provingSeconds(megacycles: number, size: Shards): number {
  const large = megacycles <= ONE_SHARD_MCYCLES ? LARGER : size;
  const shards = Math.max(LEAST_SHARDS, megacycles / mcyclesPerShard(large) + large.image);
  const megacells = IMAGE_MEGACELLS + TABLES_MEGACELLS * shards + MEGACELLS_PER_MCYCLE * megacycles;
  const joins = Math.max(1, (shards - 1) / (COMPOSE_ARITY - 1));
  return SECONDS_PER_MEGACELL * megacells + NORMALIZE_SECONDS * shards + COMPOSE_SECONDS * joins;
}

const LONG_MCYCLES = 1000;
/** The model in three figures, for executions of many shards where memory allows larger ones: seconds on so many cores. */
export const PROVING_MODEL = {
  cores: REFERENCE_CORES,
  fixedSeconds: Math.round(
    FIXED_SECONDS + provingSeconds(LONG_MCYCLES, LARGER) - LONG_MCYCLES * secondsPerMcycle(LARGER),
  ),
  secondsPerMegacycle: Math.round(secondsPerMcycle(LARGER)),
};

/** Estimated proving time in seconds. */
export function estimateProvingSeconds(cycles: bigint): number {
  const size = totalmem() < LARGER_SHARD_BYTES ? SMALL : LARGER;
  const own = Number(process.env.ZKCWASM_PROVE_SECONDS_PER_MCYCLE);
  const scale = REFERENCE_CORES / Math.max(1, availableParallelism());
  const megacycles = Number(cycles) / 1e6;
  const first = Math.min(megacycles, mcyclesPerShard(size));
  const rest =
    Number.isFinite(own) && own > 0
      ? own * (megacycles - first)
      : (provingSeconds(megacycles, size) - provingSeconds(first, size)) * scale;
  return Math.round(FIXED_SECONDS + provingSeconds(first, size) * scale + rest);
}
