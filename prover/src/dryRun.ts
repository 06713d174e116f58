import { decodeJournal, type Journal } from '@zkcwasm/verifier';
import { orExceeded } from './cyclesExceeded.js';
import type { Engine } from './engine/engine.js';
import type { OnEvent } from './engine/event.js';
import { type Job, withJobFiles } from './runImage.js';

/** What an image said without being proved. */
export interface DryRun {
  /** As the image committed it. */
  bytes: Uint8Array;
  journal: Journal;
  /** In the unit that a proof attests. */
  cycles: bigint;
  elapsedMs: number;
}

/**
 * Runs the image over the module without proving.
 *
 * @throws CyclesExceeded; ProverError as the engine answers; JournalError
 */
export async function dryRun(engine: Engine, job: Job, onEvent?: OnEvent): Promise<DryRun> {
  return withJobFiles(job, async (body) => {
    const { journal, cycles, elapsedMs } = await orExceeded(job, () =>
      engine.request('execute', body, onEvent),
    );
    return { bytes: journal, journal: decodeJournal(journal), cycles, elapsedMs };
  });
}
