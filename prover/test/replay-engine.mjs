#!/usr/bin/env node
// Stands in for the native engine in tests of the driver: answers `prove` with the recorded proof of the fixture `add` (or the one that
// REPLAY_FIXTURE names), and
// `aggregate` with that of the fixture `aggregate`, so that what the driver does with a proof is tested without making one. REPLAY spoils the recording.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  decodeAggregate,
  decodeReceipt,
  makePolicy,
  toHex,
  verifyReceipt,
} from '../../verifier/dist/index.js';
import { sp1Seal } from '../../verifier/dist/internal.js';

const at = (file) => fileURLToPath(new URL(`../../artifacts/receipts/${file}`, import.meta.url));
const read = (file) => new Uint8Array(readFileSync(at(file)));
const fixture = process.env.REPLAY_FIXTURE ?? 'add';
const receipt = decodeReceipt(read(`${fixture}.receipt`));
const recordedSeal = await sp1Seal(receipt);
const recordedAggregate = decodeAggregate(read('aggregate.receipt'));
const aggregateSeal = await sp1Seal(recordedAggregate);
const { cycles } = await verifyReceipt(read(`${fixture}.receipt`), {
  policy: await makePolicy(),
  wasm: read(`${fixture}.wasm`),
});

function prove({ seal }) {
  const bytes = recordedSeal.slice();
  if (process.env.REPLAY === 'flipped') bytes[5000] ^= 1;
  writeFileSync(seal, bytes, { flag: 'wx' });
  const other = process.env.REPLAY === 'cycles' ? 1n : 0n;
  return {
    journal: toHex(receipt.journal),
    imageId: process.env.REPLAY === 'image' ? '00'.repeat(32) : toHex(receipt.imageId),
    circuit: receipt.circuit,
    cycles: `${cycles}`,
    executedCycles: `${cycles + other}`,
    shards: 1,
    recursionSteps: 1,
    reusedSteps: 0,
    elapsedMs: 1,
    proverMs: 1,
    peakBytes: 1,
  };
}

function aggregate({ seal, receipts }) {
  const { imageId, circuit, statements } = recordedAggregate;
  const asked = receipts.map((receipt) => `${receipt.imageId} ${receipt.journal}`);
  const have = statements.map((statement) => `${toHex(statement.imageId)} ${toHex(statement.journal)}`);
  if (asked.join() !== have.join()) throw new Error('the recorded aggregate is of other receipts');
  const bytes = aggregateSeal.slice();
  if (process.env.REPLAY === 'flipped') bytes[5000] ^= 1;
  writeFileSync(seal, bytes, { flag: 'wx' });
  return {
    journal: '00',
    imageId: process.env.REPLAY === 'image' ? '00'.repeat(32) : toHex(imageId),
    circuit,
    executedCycles: '1',
    shards: 1,
    recursionSteps: 1,
    reusedSteps: 0,
    elapsedMs: 1,
    proverMs: 1,
    peakBytes: 1,
  };
}

const send = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  const { id, command } = request;
  send({ id, event: 'phase', phase: 'prove' });
  const progress = { shardsDone: 0, shardsStarted: 1, stepsDone: 0, stepsStarted: 0, reusedSteps: 0 };
  send({ id, event: 'progress', phase: 'prove', elapsedMs: 1, residentBytes: 1, ...progress });
  const answers = { prove, aggregate };
  send({ id, event: 'result', ...answers[command](request) });
});
