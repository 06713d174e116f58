import { NodeError } from '../../errors/base.js';
import { Turns } from '../../util/turns.js';
import type { Judge, Outcome } from './outcome.js';
import { PREPARATION_ERRORS, type PreparationError } from './preparation.js';
import { PRECHECK_LIMITS, type PreparationLimits, type Runner, runnerResultSchema } from './runner.js';

/** How a native judge works. */
export interface NativeJudgeOptions {
  /**
   * Compilations at once, 2 by default; others wait, and their clock does not run meanwhile. Without a bound whoever registers much code
   * on one day would have honest code fail by the clock.
   */
  atOnce?: number;
}

/**
 * Judges as the peers do: compiles the code under strict limits and instantiates it once. The clock is watched here as well, so
 * that a runner which never answers is a failure and no wait without end.
 *
 * @throws NodeError `judge/options`
 */
export function nativeJudge(
  runner: Runner,
  limits: PreparationLimits = PRECHECK_LIMITS,
  { atOnce = 2 }: NativeJudgeOptions = {},
): Judge {
  if (!Number.isSafeInteger(atOnce) || atOnce < 1) {
    throw new NodeError('judge/options', 'at least one compilation must go on at once', {
      hint: 'Set atOnce to 1 or more.',
    });
  }
  const turns = new Turns(atOnce);
  return { judge: (code, signal) => turns.take(() => compile(runner, limits, code, signal), signal) };
}

async function compile(
  runner: Runner,
  limits: PreparationLimits,
  code: Uint8Array,
  signal: AbortSignal,
): Promise<Outcome> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<{ outcome: 'error'; error: 'timed-out'; detail: string }>((resolve) => {
    const detail = `no answer after ${limits.wallSeconds} s`;
    // The runner's own watch comes first where it works.
    timer = setTimeout(
      () => resolve({ outcome: 'error', error: 'timed-out', detail }),
      limits.wallSeconds * 1000 + 1000,
    );
  });
  try {
    const answer = await Promise.race([runner.prepare({ code, limits, instantiate: true }, both), tooLate]);
    const result = runnerResultSchema.safeParse(answer);
    if (!result.success) return failure({ kind: 'io', detail: 'the runner answered out of form' });
    if (result.data.outcome === 'error') {
      return failure({ kind: result.data.error, detail: result.data.detail });
    }
    const { cpuSeconds, peakMemoryBytes } = result.data;
    return {
      kind: 'valid',
      because: {
        kind: 'compiled',
        ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
        ...(peakMemoryBytes === undefined ? {} : { peakMemoryBytes }),
      },
    };
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function failure(error: PreparationError): Outcome {
  const kind = PREPARATION_ERRORS[error.kind] === 'deterministic' ? 'invalid' : 'failed';
  return { kind, because: { kind: 'preparation', error } };
}
