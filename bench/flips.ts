/**
 * Every byte of whole receipts, changed to one other value each, must be refused: `npm run bench:flips`, after `npm run build`. In
 * threads, at the lowest priority, and resumable: how far it is stands in a file for each receipt, which a run that is killed or
 * stopped (SIGINT, SIGTERM) goes on from.
 *
 *     npm run bench:flips -- [RECEIPT...] [--state FOLDER] [--threads N] [--limit POSITIONS]      default: add aggregate
 *
 * RECEIPT is a name in artifacts/receipts; --limit stops after so many positions of each. Exit code 1 where a changed receipt was
 * accepted, or anything was thrown but a refusal.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { decodeAggregate, decodeJournal, decodeReceipt, isAggregate, toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { committed, receipts } from './daemon/serve.js';
import { addDone, piecesLeft, readState, type State, writeState } from './flips/state.js';
import type { Done, Subject } from './flips/worker.js';

/** Positions of one piece: what is lost at most when it is killed. */
const PIECE = 64;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    state: { type: 'string', default: 'flips' },
    threads: { type: 'string', default: '2' },
    limit: { type: 'string' },
  },
});
const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
const threads = Number(values.threads);
setPriority(constants.priority.PRIORITY_LOW);
mkdirSync(values.state, { recursive: true });
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopping = true;
  });
}

/** A receipt with the modules that it is about, which are beside it. */
function subject(name: string): Subject {
  const receipt = committed(`${name}.receipt`);
  const folded = isAggregate(receipt);
  const journals = folded
    ? decodeAggregate(receipt).statements.map(({ journal }) => journal)
    : [decodeReceipt(receipt).journal];
  const wanted = journals.map((journal) => toHex(decodeJournal(journal).wasm.digest));
  const files = readdirSync(receipts)
    .filter((file) => file.endsWith('.wasm'))
    .map(committed);
  const modules = wanted.map(
    (digest) => files.find((bytes) => toHex(sha256(bytes)) === digest) as Uint8Array,
  );
  return { receipt, modules, isAggregate: folded };
}

async function run(name: string): Promise<State> {
  const work = subject(name);
  const file = join(values.state, `${name}.json`);
  const state = readState(file, name, work.receipt);
  const end = Math.min(work.receipt.length, state.next + limit);
  const pieces = piecesLeft(structuredClone(state), end, PIECE);
  const began = performance.now();
  const before = { seconds: state.seconds, cpuSeconds: state.cpuSeconds };
  const { user, system } = process.cpuUsage();
  const cpuBefore = user + system;
  const done = () => Object.values(state.codes).reduce((sum, count) => sum + count, 0);
  const first = done();
  let told = began;
  const thread = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./flips/start.mjs', import.meta.url), { workerData: work });
      const give = () => {
        const piece = stopping ? undefined : pieces.next().value;
        if (piece === undefined) void worker.terminate().then(() => resolve());
        else worker.postMessage(piece);
      };
      worker.once('error', reject);
      worker.on('message', (result: Done) => {
        addDone(state, result);
        state.seconds = Math.round(before.seconds + (performance.now() - began) / 1000);
        const { user, system } = process.cpuUsage();
        state.cpuSeconds = Math.round(before.cpuSeconds + (user + system - cpuBefore) / 1e6);
        writeState(file, state);
        if (performance.now() - told > 60_000) {
          told = performance.now();
          const each = (told - began) / (done() - first);
          const left = Math.round(((work.receipt.length - done()) * each) / 3_600_000);
          console.log(`${name}: ${done()} of ${work.receipt.length}, some ${left} hours more`);
        }
        give();
      });
      give();
    });
  await Promise.all(Array.from({ length: threads }, thread));
  return state;
}

let bad = false;
for (const name of positionals.length === 0 ? ['add', 'aggregate'] : positionals) {
  if (stopping) break;
  const { ahead: _, ...state } = await run(name);
  console.log(JSON.stringify({ ...state, node: process.version }));
  bad ||= state.accepted.length > 0 || state.faults.length > 0;
}
if (bad) process.exitCode = 1;
