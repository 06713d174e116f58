/** Which calls of a module are compared between targets, and what x86-64 makes of them. */
import type { Call } from '../../testkit/kernels.js';
import { type BareCall, type BareRunner, type Called, type Loading, TookTooLong } from './bareRunner.js';

/** Calls in one instance, and what they come to. */
export interface Plan {
  expected: { calls: BareCall[]; outcome: Called }[];
  /** Functions that have not ended in time; they are not called again. */
  endless: string[];
}

/** Values for a function's parameters: zeros, small numbers, and bits that are set everywhere. */
const ARGUMENTS: ((index: number) => number)[] = [
  () => 0,
  (index) => 7 * (index + 1),
  (index) => 0x1e37_79b9_7f4a * (index + 1),
];

/**
 * Runs what is to be compared: the calls that a kernel comes with, in one instance, or each exported function for itself with
 * arguments of several kinds.
 */
export async function callsOf(
  runner: BareRunner,
  loaded: Loading,
  kernel: Call[] | undefined,
  limitMs: number,
): Promise<Plan> {
  const groups =
    kernel === undefined
      ? (await runner.exports(loaded)).functions.flatMap(({ name, params }) =>
          (params === 0 ? ARGUMENTS.slice(0, 1) : ARGUMENTS).map((of) => [
            { export: name, args: Array.from({ length: params }, (_, index) => of(index)) },
          ]),
        )
      : [kernel.map((call) => ({ export: call.export, args: call.args.map(Number) }))];
  const plan: Plan = { expected: [], endless: [] };
  for (const calls of groups) {
    if (plan.endless.includes(calls[0]?.export ?? '')) continue;
    try {
      plan.expected.push({ calls, outcome: await runner.calls(loaded, calls, limitMs) });
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      plan.endless.push(calls[0]?.export ?? '');
    }
  }
  return plan;
}

/** Whether two machines have made the same of the same calls. */
export function sameOutcome(a: Called, b: Called): boolean {
  return JSON.stringify([a.start, a.calls]) === JSON.stringify([b.start, b.calls]);
}
