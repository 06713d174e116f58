import type { Inputs, Report, Step } from './report.js';
import type { Answer } from './worker.js';

/** The worker's code, put in by `build.mjs`: a page that is one file, opened from a disk, can load no other. */
declare const WORKER_SOURCE: string;

/** A check under way. */
export interface Running {
  /** @throws Error where the browser fails: no memory, no WebAssembly */
  report: Promise<Report>;
  /** Ends it; `report` is then never settled. */
  stop(): void;
}

/** Runs a check in a worker of its own, which ends with it. */
export function runCheck(inputs: Inputs, onStep: (step: Step) => void): Running {
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  const report = new Promise<Report>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if ('step' in data) return onStep(data.step);
      worker.terminate();
      if ('report' in data) resolve(data.report);
      else reject(new Error(data.failed));
    });
    worker.addEventListener('error', (event) => {
      worker.terminate();
      reject(new Error(event.message || 'the worker could not be started'));
    });
  });
  worker.postMessage(inputs);
  return { report, stop: () => worker.terminate() };
}
