import { SingleBar } from 'cli-progress';
import type { EngineEvent, OnEvent } from '../engine/event.js';
import { estimateProvingSeconds } from '../estimate.js';
import { duration } from './duration.js';

/** Shows a proof's phases and an estimate of what is left; silent when standard error is not a terminal. */
export function proofProgress(quiet: boolean): { onEvent: OnEvent; stop(): void } {
  if (quiet || !process.stderr.isTTY) return { onEvent: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {phase} | {detail} | {left}',
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  let estimate = 0;
  let shown = 0;
  bar.start(1000, 0, { phase: 'execute', detail: '', left: '' });
  return {
    onEvent: (event) => {
      if (event.event === 'executed') estimate = estimateProvingSeconds(BigInt(event.cycles));
      if (event.event === 'phase') bar.update({ phase: event.phase });
      if (event.event !== 'progress' || event.phase !== 'prove') return;
      const seconds = event.elapsedMs / 1000;
      // By the clock against the estimate: never full before the end, never backwards.
      shown = Math.max(
        shown,
        Math.min(990, Math.round((1000 * seconds) / (seconds + Math.max(5, estimate - seconds)))),
      );
      bar.update(shown, {
        detail: detail(event),
        left: `about ${duration(Math.max(5, estimate - seconds))} left`,
      });
    },
    stop: () => bar.stop(),
  };
}

function detail(event: EngineEvent & { phase: 'prove'; event: 'progress' }): string {
  const gib = (event.residentBytes / 2 ** 30).toFixed(1);
  const reused = event.reusedSteps > 0 ? ` (${event.reusedSteps} from before)` : '';
  return `shards ${event.shardsDone}/${event.shardsStarted}, recursion ${event.stepsDone}/${event.stepsStarted}${reused}, ${gib} GiB`;
}
