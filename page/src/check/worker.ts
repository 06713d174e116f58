/// <reference lib="webworker" />
import { check } from './check.js';
import type { Inputs, Report, Step } from './report.js';

/** What the worker says to the page. */
export type Answer = { step: Step } | { report: Report } | { failed: string };

const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (answer: Answer) => scope.postMessage(answer);

scope.addEventListener('message', async ({ data }: MessageEvent<Inputs>) => {
  try {
    say({ report: await check(data, (step) => say({ step })) });
  } catch (error) {
    // Not a refusal: a fault of the page or of the browser, out of memory say.
    say({ failed: error instanceof Error ? error.message : String(error) });
  }
});
