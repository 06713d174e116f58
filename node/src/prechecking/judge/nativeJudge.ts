import type { Judge, Outcome } from './outcome.js';
import { PREPARATION_ERRORS, type PreparationError } from './preparation.js';
import { PRECHECK_LIMITS, type PreparationLimits, type Runner, runnerResultSchema } from './runner.js';

/**
 * Judges as the peers do: compiles the code under strict limits and instantiates it once. The clock is watched here as well, so
 * that a runner which never answers is a failure and no wait without end.
 */
export function nativeJudge(runner: Runner, limits: PreparationLimits = PRECHECK_LIMITS): Judge {
  return {
    async judge(code, signal) {
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
        const answer = await Promise.race([
          runner.prepare({ code, limits, instantiate: true }, both),
          tooLate,
        ]);
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
    },
  };
}

function failure(error: PreparationError): Outcome {
  const kind = PREPARATION_ERRORS[error.kind] === 'deterministic' ? 'invalid' : 'failed';
  return { kind, because: { kind: 'preparation', error } };
}
