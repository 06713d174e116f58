/**
 * How long a proof takes on this machine. Measured on 2 cores of a server CPU with AVX-512 that did nothing else: a shard
 * takes 50 s to prove and 51 s to be made a recursion proof; a proof takes a minute to start and about as long to end. The
 * image alone makes four shards, two where the execution fits into one (docs/benchmarks.md says why), and a million cycles
 * make 0.58. `ZKCWASM_PROVE_SECONDS_PER_MCYCLE` overrides the slope with a figure of the machine's own.
 */
import { availableParallelism } from 'node:os';

const REFERENCE_CORES = 2;
const START_SECONDS = 60;
const END_SECONDS = 80;
const SECONDS_PER_SHARD = 101;
const IMAGE_SHARDS = 4;
/** Up to this many cycles an execution is one shard. */
const ONE_SHARD_CYCLES = 1_737_000n;
const IMAGE_SHARDS_BESIDE_ONE = 2;
const SECONDS_PER_MCYCLE = 59;

/** Estimated proving time in seconds. */
export function estimateProvingSeconds(cycles: bigint): number {
  const own = Number(process.env.ZKCWASM_PROVE_SECONDS_PER_MCYCLE);
  const scale = REFERENCE_CORES / Math.max(1, availableParallelism());
  const slope = Number.isFinite(own) && own > 0 ? own : SECONDS_PER_MCYCLE * scale;
  const small = cycles <= ONE_SHARD_CYCLES;
  const shards = small ? IMAGE_SHARDS_BESIDE_ONE : IMAGE_SHARDS;
  const execution = small ? SECONDS_PER_SHARD * scale : (Number(cycles) / 1e6) * slope;
  return Math.round(START_SECONDS + (shards * SECONDS_PER_SHARD + END_SECONDS) * scale + execution);
}
