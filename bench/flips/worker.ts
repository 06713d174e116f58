/** One thread of `bench/flips.ts`: flips bytes of one receipt, one at a time, and verifies each. */
import { parentPort, workerData } from 'node:worker_threads';
import { makePolicy, type Policy, verifyAggregate, verifyReceipt, ZkcwasmError } from '@zkcwasm/verifier';
import { flipped } from './flipped.js';

export interface Job {
  from: number;
  /** Without it. */
  to: number;
}
export interface Done extends Job {
  /** By code of the refusal; `accepted` is the one that must not be there. */
  codes: Record<string, number>;
  accepted: number[];
  /** What was thrown that is no refusal: a fault of the verifier. */
  faults: string[];
}
export interface Subject {
  receipt: Uint8Array;
  modules: Uint8Array[];
  isAggregate: boolean;
}

const { receipt: given, modules, isAggregate } = workerData as Subject;
const receipt = given.slice();
const policy: Policy = await makePolicy({ sources: ['upstream', 'tuned'], allowRejected: true });

async function verify(): Promise<unknown> {
  const [wasm] = modules;
  if (isAggregate) return verifyAggregate(receipt, { policy, modules });
  if (wasm === undefined) throw new RangeError('a receipt is about a module');
  return verifyReceipt(receipt, { policy, wasm });
}

parentPort?.on('message', async ({ from, to }: Job) => {
  const done: Done = { from, to, codes: {}, accepted: [], faults: [] };
  for (let at = from; at < to; at += 1) {
    const byte = receipt[at] ?? 0;
    receipt[at] = flipped(byte, at);
    let code = 'accepted';
    try {
      await verify();
      done.accepted.push(at);
    } catch (error) {
      if (error instanceof ZkcwasmError) code = error.code;
      else {
        code = 'fault';
        done.faults.push(`byte ${at}: ${String(error).slice(0, 200)}`);
      }
    }
    done.codes[code] = (done.codes[code] ?? 0) + 1;
    receipt[at] = byte;
  }
  parentPort?.postMessage(done);
});
