import { durationInWords } from '@zkcwasm/verifier/internal';
import { SingleBar } from 'cli-progress';
import type { EngineEvent, OnEvent } from '../engine/event.js';
import { estimateProvingSeconds } from '../estimate.js';

/** Where a proof's output is no terminal, a line at the start and then one this often. */
const LINE_MS = 30_000;

/** Where progress goes, and how often where that is no terminal. */
export interface ProgressOptions {
  stream?: NodeJS.WriteStream;
  lineMs?: number;
}

/**
 * Shows a proof's phases and an estimate of what is left, on standard error: as a bar on a terminal, else as a line every half
 * minute, so that who waits at a log sees that it goes on.
 *
 * @param quiet says nothing at all, as commands with `--json` do
 */
export function proofProgress(
  quiet: boolean,
  { stream = process.stderr, lineMs = LINE_MS }: ProgressOptions = {},
): { onEvent: OnEvent; stop(): void } {
  if (quiet) return { onEvent: () => undefined, stop: () => undefined };
  const isTerminal = stream.isTTY === true;
  const bar = new SingleBar({
    format: isTerminal ? '{bar} {percentage}% | {phase} | {detail} | {left}' : '{phase}{detail}{left}',
    stream,
    clearOnComplete: isTerminal,
    hideCursor: isTerminal,
    gracefulExit: isTerminal,
    noTTYOutput: true,
    notTTYSchedule: lineMs,
  });
  const between = isTerminal ? '' : ', ';
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
      const left = `about ${durationInWords(Math.max(5, estimate - seconds))} left`;
      const past = isTerminal ? '' : `${durationInWords(seconds)} so far, `;
      bar.update(shown, { detail: `${between}${detail(event)}`, left: `${between}${past}${left}` });
    },
    stop: () => bar.stop(),
  };
}

function detail(event: EngineEvent & { phase: 'prove'; event: 'progress' }): string {
  const gib = (event.residentBytes / 2 ** 30).toFixed(1);
  const reused = event.reusedSteps > 0 ? ` (${event.reusedSteps} from before)` : '';
  return `shards ${event.shardsDone}/${event.shardsStarted}, recursion ${event.stepsDone}/${event.stepsStarted}${reused}, ${gib} GiB`;
}
