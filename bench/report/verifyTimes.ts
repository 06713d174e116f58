import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { makePolicy, verifyReceipt } from '@zkcwasm/verifier';
import { median } from '../statistics.js';

const RECEIPTS = new URL('../../artifacts/receipts/', import.meta.url);
const LIBRARY = new URL('../../verifier/dist/index.js', import.meta.url);

/** Verification of one receipt, again and again in one thread, and by as many threads as there are cores. */
export interface VerifyTimes {
  receipt: string;
  receiptBytes: number;
  /** The first in the process, ms. */
  firstMs: number;
  /** Median of the others, ms. */
  warmMs: number;
  threads: number;
  /** Of all threads together. */
  receiptsPerSecond: number;
}

/** @param name of a receipt under `artifacts/receipts` */
export async function verifyTimes(name: string, runs: number): Promise<VerifyTimes> {
  const read = (file: string) => new Uint8Array(readFileSync(new URL(file, RECEIPTS)));
  const [receipt, wasm] = [read(`${name}.receipt`), read(`${name}.wasm`)];
  const policy = await makePolicy({ allowRejected: true });
  const times: number[] = [];
  for (let i = 0; i <= runs; i += 1) {
    const start = performance.now();
    await verifyReceipt(receipt, { policy, wasm });
    times.push(performance.now() - start);
  }
  const threads = availableParallelism();
  return {
    receipt: name,
    receiptBytes: receipt.length,
    firstMs: times[0] ?? Number.NaN,
    warmMs: median(times.slice(1)),
    threads,
    receiptsPerSecond: await throughput(name, threads, runs),
  };
}

/** Each thread warms up with one receipt, and the clock runs from when all have. */
async function throughput(name: string, threads: number, each: number): Promise<number> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL(`data:text/javascript,${encodeURIComponent(workerCode(name, each))}`)),
  );
  const message = (worker: Worker) => new Promise((resolve) => worker.once('message', resolve));
  try {
    await Promise.all(workers.map(message));
    const start = performance.now();
    const done = Promise.all(workers.map(message));
    for (const worker of workers) worker.postMessage('go');
    await done;
    return (1000 * threads * each) / (performance.now() - start);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function workerCode(name: string, each: number): string {
  const path = (file: string) => JSON.stringify(fileURLToPath(new URL(file, RECEIPTS)));
  return `
    import { readFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    import { makePolicy, verifyReceipt } from ${JSON.stringify(LIBRARY.href)};
    const receipt = new Uint8Array(readFileSync(${path(`${name}.receipt`)}));
    const wasm = new Uint8Array(readFileSync(${path(`${name}.wasm`)}));
    const policy = await makePolicy({ allowRejected: true });
    const verify = () => verifyReceipt(receipt, { policy, wasm });
    await verify();
    parentPort.once('message', async () => {
      for (let i = 0; i < ${each}; i += 1) await verify();
      parentPort.postMessage('done');
    });
    parentPort.postMessage('ready');`;
}
