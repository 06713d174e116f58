import { Piscina } from 'piscina';
import { DaemonError } from '../errors/base.js';
import { stoppingError } from './httpErrors.js';
import { Places } from './places.js';
import type { RuleSettings } from './rules.js';
import type { VerifyAnswer, VerifyTask } from './verifyWorker.js';

/** What a pool is made of. */
export interface VerifyPoolOptions {
  workers: number;
  /** How many may wait besides those that are verified. */
  queue: number;
  seconds: number;
  rules: RuleSettings;
  workerFile?: URL;
}

/** Threads that verify, and a bounded number of places for receipts that are read, verified or stored. */
export class VerifyPool {
  readonly #pool: Piscina<VerifyTask, VerifyAnswer>;
  readonly #seconds: number;
  readonly places: Places;
  #verifying = 0;
  #destroyed: Promise<void> | undefined;

  constructor({ workers, queue, seconds, rules, workerFile }: VerifyPoolOptions) {
    this.places = new Places(workers + queue, 'receipts');
    this.#seconds = seconds;
    this.#pool = new Piscina({
      filename: (workerFile ?? new URL('./verifyWorker.js', import.meta.url)).href,
      minThreads: workers,
      maxThreads: workers,
      // Places are handed out before; nothing more can come.
      maxQueue: this.places.all,
      workerData: rules,
      // The proof check takes some 100 MB beside this; a receipt must not make a thread grow without end.
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
  }

  /** Receipts that wait for a thread or are in one. */
  get verifying(): number {
    return this.#verifying;
  }

  /**
   * Verifies; for who has a place.
   *
   * @throws DaemonError `daemon/timed-out`, `daemon/stopping`
   */
  async verify(task: VerifyTask): Promise<VerifyAnswer> {
    // The library would start its threads anew.
    if (this.#destroyed !== undefined) throw stoppingError();
    this.#verifying += 1;
    const signal = AbortSignal.timeout(this.#seconds * 1000);
    try {
      return await this.#pool.run(task, { signal });
    } catch (cause) {
      if (signal.aborted) {
        throw new DaemonError('daemon/timed-out', `the receipt was not verified within ${this.#seconds} s`, {
          hint: 'Nothing was stored. Send it again later, as Retry-After says.',
          cause,
        });
      }
      if (/terminat|closed/i.test((cause as Error).message)) {
        throw stoppingError(cause);
      }
      throw cause;
    } finally {
      this.#verifying -= 1;
    }
  }

  /** Ends the threads, whatever they do. */
  destroy(): Promise<void> {
    this.#destroyed ??= this.#pool.destroy();
    return this.#destroyed;
  }
}
