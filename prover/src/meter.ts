import { decodeJournal, fromHex, type StatementJson, statementJson } from '@zkcwasm/verifier';
import type { Engine } from './engine/engine.js';
import type { OnEvent } from './engine/event.js';
import { ProverError } from './errors/base.js';
import { estimateProvingSeconds } from './estimate.js';
import { type Job, withJobFiles } from './runImage.js';

/** What a dry run measured. Not a receipt: `proved` is false, and no verifier takes it. */
export interface MeterReport extends StatementJson {
  proved: false;
  imageId: string;
  /** Cycles in the unit that a proof attests. */
  cycles: string;
  /** Wall time of the dry run, ms. */
  elapsedMs: number;
  /** Estimated proving time on this machine, s. */
  estimatedProvingSeconds: number;
}

/**
 * Runs the image over the module without proving: exact cycles, heap and outcome, in about a second.
 *
 * @throws ProverError `limit/cycles` and what the engine answers
 */
export async function meter(engine: Engine, job: Job, onEvent?: OnEvent): Promise<MeterReport> {
  return withJobFiles(job, async (body) => {
    const done = await engine.request('execute', body, onEvent);
    const cycles = BigInt(String(done.cycles));
    return {
      proved: false,
      imageId: job.image.imageId,
      cycles: `${cycles}`,
      ...statementJson(decodeJournal(journalOf(done.journal))),
      elapsedMs: Number(done.elapsedMs),
      estimatedProvingSeconds: estimateProvingSeconds(cycles),
    };
  });
}

/** The journal in an engine's answer. */
export function journalOf(field: unknown): Uint8Array {
  const text = String(field);
  const bytes = fromHex(text, text.length / 2);
  if (bytes === undefined) throw new ProverError('engine/failed', 'the engine answered without a journal');
  return bytes;
}
