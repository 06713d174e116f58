import { z } from 'zod';
import { PREPARATION_ERROR_KINDS } from './preparation.js';

/** Within what code is prepared. Pre-checking is stricter than what comes after it. */
export interface PreparationLimits {
  /** Processor time of the process that compiles, seconds. */
  cpuSeconds: number;
  /** On the clock, seconds. */
  wallSeconds: number;
  /** Memory of the compiler, bytes; left out: the machine's. */
  memoryBytes?: number;
}

/** The peer's limits for pre-checking. */
export const PRECHECK_LIMITS: PreparationLimits = { cpuSeconds: 60, wallSeconds: 240 };
/** The peer's limits for preparing code that has passed pre-checking. */
export const LENIENT_LIMITS: PreparationLimits = { cpuSeconds: 360, wallSeconds: 1440 };

/** One piece of code to prepare. */
export interface RunnerJob {
  code: Uint8Array;
  limits: PreparationLimits;
  /** Instantiate the module once, without running it. */
  instantiate: boolean;
}

const seconds = z.number().min(0).max(1e9);

/** What a runner answers, checked: hostile code has been in its process. */
export const runnerResultSchema = z.union([
  z.strictObject({
    outcome: z.literal('prepared'),
    cpuSeconds: seconds.optional(),
    peakMemoryBytes: z.number().int().min(0).optional(),
  }),
  z.strictObject({
    outcome: z.literal('error'),
    error: z.enum(PREPARATION_ERROR_KINDS),
    detail: z.string().max(4096).default(''),
  }),
]);
/** What came of a job: prepared, or what kind of error there was. */
export type RunnerResult = z.output<typeof runnerResultSchema>;

/** Compiles code in a confined process of its own. */
export interface Runner {
  /** Settles in any case; trouble with the process is a result as well. */
  prepare(job: RunnerJob, signal: AbortSignal): Promise<RunnerResult>;
}
