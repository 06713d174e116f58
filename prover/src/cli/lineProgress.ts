import { visible } from '@zkcwasm/verifier/internal';
import { duration } from './duration.js';

/** How often a line is written where standard error goes to a file, ms. */
const LOG_MS = 15_000;

/** Progress of work on many things, one after the other. */
export interface LineProgress {
  /** @param secondsLeft undefined where it is not known yet */
  show(done: number, all: number, what: string, secondsLeft?: number): void;
  /** Leaves the terminal as it was. */
  stop(): void;
}

/** One line that is written over on a terminal; elsewhere a line now and then, and one at the end. */
export function lineProgress(quiet = false): LineProgress {
  const { stderr } = process;
  let told = performance.now();
  return {
    show: (done, all, what, secondsLeft) => {
      if (quiet) return;
      const left = secondsLeft === undefined || done === all ? '' : `, about ${duration(secondsLeft)} left`;
      const line = `${done} of ${all}${left}: ${visible(what)}`;
      if (stderr.isTTY) {
        stderr.write(`\r\x1b[2K${line.slice(0, Math.max(20, (stderr.columns ?? 80) - 1))}`);
      } else if (done === all || performance.now() - told > LOG_MS) {
        told = performance.now();
        stderr.write(`${line}\n`);
      }
    },
    stop: () => {
      if (!quiet && stderr.isTTY) stderr.write('\r\x1b[2K');
    },
  };
}
