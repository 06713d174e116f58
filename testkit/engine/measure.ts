import {
  CyclesExceeded,
  compile,
  type Engine,
  type Job,
  type Limits,
  meter,
  NO_CONTEXT,
  type OpenImage,
  ProverError,
} from '@zkcwasm/prover';
import { makeImportList } from '@zkcwasm/verifier';

const EVERY_IMPORT = makeImportList(['*']);

/** What came of one execution. */
export interface Run {
  /** `compiled`, a reason of refusal with the limit, `cycles` where it was stopped, or `failed`. */
  outcome: string;
  /** Cycles; those it was stopped at where it was. */
  cycles: number;
  /** Most heap live at once, bytes; 0 where it was stopped. */
  heap: number;
  /** `compiled` and `refused` say something about the module. */
  kind: 'compiled' | 'refused' | 'stopped' | 'failed';
  /** The limit that refused it. */
  limit?: string | undefined;
  /** How many times the limit it would have taken. */
  excess?: number | undefined;
  /** Why it failed. */
  message?: string | undefined;
}

/** A job for a module with every import allowed. */
export function jobOf(image: OpenImage, wasm: Uint8Array, limits: Limits, maxCycles: number): Job {
  return {
    image,
    wasm,
    limits,
    imports: EVERY_IMPORT,
    maxCycles: BigInt(Math.round(maxCycles)),
    context: NO_CONTEXT,
  };
}

/** Executes without proving. */
export async function execute(engine: Engine, job: Job): Promise<Run> {
  try {
    const report = await meter(engine, job);
    const cycles = Number(report.cycles);
    const heap = Number(report.peakHeapBytes);
    const { rejection } = report;
    if (rejection === undefined) return { kind: 'compiled', outcome: 'compiled', cycles, heap };
    const limit = rejection.limit;
    const outcome = limit === undefined ? rejection.reason : `${rejection.reason}: ${limit}`;
    const excess = Number(rejection.value) / Number(rejection.bound);
    return { kind: 'refused', outcome, cycles, heap, limit, excess };
  } catch (error) {
    if (error instanceof CyclesExceeded) {
      return { kind: 'stopped', outcome: 'cycles', cycles: Number(job.maxCycles), heap: 0 };
    }
    if (error instanceof ProverError && error.code !== 'cancelled') {
      return { kind: 'failed', outcome: 'failed', cycles: 0, heap: 0, message: error.message };
    }
    throw error;
  }
}

/** Milliseconds that the native compiler takes; undefined where it refuses or fails. */
export async function nativeMs(engine: Engine, job: Job): Promise<number | undefined> {
  try {
    return (await compile(engine, job)).elapsedMs;
  } catch (error) {
    if (error instanceof ProverError && error.code !== 'cancelled') return undefined;
    throw error;
  }
}
