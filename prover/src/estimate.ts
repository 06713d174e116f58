/**
 * How long a proof takes on this machine. Measured on 2 cores of a server CPU with AVX-512 that did nothing else: a shard
 * takes 50 s to prove and 51 s to be made a recursion proof; a proof takes a minute to start and about as long to end. The
 * image alone makes two shards, and a million cycles make 0.58 (of 6.8 million 6 in all, of 1.8 million 4; see
 * docs/benchmarks/README.md). `ZKCWASM_PROVE_SECONDS_PER_MCYCLE` overrides the slope with a figure of the machine's own.
 */
import { availableParallelism } from 'node:os';

const REFERENCE_CORES = 2;
const START_SECONDS = 60;
const END_SECONDS = 80;
const SECONDS_PER_SHARD = 101;
const IMAGE_SHARDS = 2;
/** Up to this many cycles an execution is one shard. */
const ONE_SHARD_CYCLES = 1_737_000n;
const SECONDS_PER_MCYCLE = 59;

/** Estimated proving time in seconds. */
export function estimateProvingSeconds(cycles: bigint): number {
  const own = Number(process.env.ZKCWASM_PROVE_SECONDS_PER_MCYCLE);
  const scale = REFERENCE_CORES / Math.max(1, availableParallelism());
  const slope = Number.isFinite(own) && own > 0 ? own : SECONDS_PER_MCYCLE * scale;
  const execution = cycles <= ONE_SHARD_CYCLES ? SECONDS_PER_SHARD * scale : (Number(cycles) / 1e6) * slope;
  return Math.round(START_SECONDS + (IMAGE_SHARDS * SECONDS_PER_SHARD + END_SECONDS) * scale + execution);
}
