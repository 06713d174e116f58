/**
 * That a module takes more cycles than some number is a finding of its own: execution is deterministic, so whoever
 * repeats it finds the same. The report says all that goes into it, and nothing that differs between machines.
 */

import { toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { encodeRequest } from './encodeRequest.js';
import { ProverError } from './errors/base.js';
import { limitsJson } from './limits.js';
import type { Job } from './runImage.js';

/** What was run and found to take more than `maxCycles`. */
export interface ExceededReport {
  exceeded: true;
  /** The image that ran, hex. */
  imageId: string;
  /** SHA-256 of the module, hex. */
  wasmDigest: string;
  wasmBytes: string;
  /** 32 bytes, hex. */
  context: string;
  /** Limits that were in force. */
  limits: Record<string, string>;
  /** SHA-256 of the canonical list of imports that were allowed, hex. */
  imports: string;
  /** The cycles that were not enough. */
  maxCycles: string;
  /** SHA-256 of the first piece of the image's input (context and limits), hex. */
  requestDigest: string;
}

/** More cycles were needed than the job allows; code `limit/cycles`. */
export class CyclesExceeded extends ProverError {
  override readonly name = 'CyclesExceeded';

  constructor(
    readonly report: ExceededReport,
    cause?: unknown,
  ) {
    super('limit/cycles', `the compilation takes more than ${report.maxCycles} cycles`, {
      hint: 'Raise --max-cycles, or make the module smaller. Whoever repeats this run gets the same result.',
      cause,
    });
  }
}

/**
 * Runs an engine request of a job.
 *
 * @throws CyclesExceeded where the engine stopped at the cycle limit; else as `request`
 */
export async function orExceeded<T>(job: Job, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ProverError && error.code === 'limit/cycles') {
      throw new CyclesExceeded(exceededReport(job), error);
    }
    throw error;
  }
}

function exceededReport(job: Job): ExceededReport {
  return {
    exceeded: true,
    imageId: job.image.imageId,
    wasmDigest: toHex(sha256(job.wasm)),
    wasmBytes: `${job.wasm.length}`,
    context: job.context,
    limits: limitsJson(job.limits),
    imports: toHex(job.imports.digest),
    maxCycles: `${job.maxCycles}`,
    requestDigest: toHex(sha256(encodeRequest(job))),
  };
}
