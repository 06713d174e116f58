import { type Price, type StatementJson, statementJson } from '@zkcwasm/verifier';
import { priceOfRun } from '@zkcwasm/verifier/internal';
import { type DeniedImport, deniedImport } from './deniedImport.js';
import { dryRun } from './dryRun.js';
import type { Engine } from './engine/engine.js';
import type { OnEvent } from './engine/event.js';
import { estimateProvingSeconds } from './estimate.js';
import type { Job } from './runImage.js';

/** What a dry run measured. Not a receipt: `proved` is false, and no verifier takes it. */
export interface MeterReport extends StatementJson {
  proved: false;
  imageId: string;
  /** Name of the artifact profile. */
  profileName: string;
  /** Cycles in the unit that a proof attests. */
  cycles: string;
  /** Where a price was given, and what it is for is known: what the cycles, or the instructions, cost, in its units. */
  price?: string;
  /** Where the module was refused for an import. */
  deniedImport?: DeniedImport;
  /** Wall time of the dry run, ms. */
  elapsedMs: number;
  /** Estimated proving time on this machine, s. */
  estimatedProvingSeconds: number;
}

/**
 * Runs the image over the module without proving: exact cycles, heap and outcome, in about a second.
 *
 * @param options.price a node's price
 * @throws CyclesExceeded, with what others can check; ProverError as the engine answers; PolicyError `policy/price`
 */
export async function meter(
  engine: Engine,
  job: Job,
  options: { price?: Price | undefined; onEvent?: OnEvent } = {},
): Promise<MeterReport> {
  const { journal, cycles, elapsedMs } = await dryRun(engine, job, options.onEvent);
  const { instructions } = journal.metering;
  const price = options.price === undefined ? undefined : priceOfRun(options.price, { cycles, instructions });
  const denied = deniedImport(journal, job.wasm);
  return {
    proved: false,
    imageId: job.image.imageId,
    profileName: job.image.profileName,
    cycles: `${cycles}`,
    ...(instructions === undefined ? {} : { instructions: `${instructions}` }),
    ...(price === undefined ? {} : { price: `${price}` }),
    ...statementJson(journal),
    ...(denied === undefined ? {} : { deniedImport: denied }),
    elapsedMs,
    estimatedProvingSeconds: estimateProvingSeconds(cycles),
  };
}
