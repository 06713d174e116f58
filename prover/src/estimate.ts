/**
 * How long a proof takes on this machine. Measured on 2 cores of a server CPU with AVX-512: starting the prover and
 * setting the image up, then a fixed part for the first shards and the recursion, then so much for a million cycles.
 * `ZKCWASM_PROVE_SECONDS_PER_MCYCLE` overrides the slope with a figure of the machine's own.
 */
import { availableParallelism } from 'node:os';

const REFERENCE_CORES = 2;
const START_SECONDS = 60;
const FIXED_SECONDS = 480;
const SECONDS_PER_MCYCLE = 80;

/** Estimated proving time in seconds. */
export function estimateProvingSeconds(cycles: bigint): number {
  const own = Number(process.env.ZKCWASM_PROVE_SECONDS_PER_MCYCLE);
  const cores = availableParallelism();
  const scale = REFERENCE_CORES / Math.max(1, cores);
  const slope = Number.isFinite(own) && own > 0 ? own : SECONDS_PER_MCYCLE * scale;
  return Math.round(START_SECONDS + FIXED_SECONDS * scale + (Number(cycles) / 1e6) * slope);
}
