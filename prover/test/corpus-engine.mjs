#!/usr/bin/env node
// Stands in for the native engine in tests of corpora: answers `execute` with a statement of the image that it was asked to run and
// of the module that it was given. CORPUS says as JSON, by name of the image, what to answer: `perByte` cycles for each byte,
// `refuses`, `stops` and `kills` lists of digests, `waits` ms. CORPUS_LOG is a file that gets a line for each run.
import { appendFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LIMIT_NAMES, toHex } from '../../verifier/dist/index.js';
import { encodeJournal, encodeLimits, fromHex } from '../../verifier/dist/internal.js';
import { sha256 } from '../../verifier/dist/node.js';

const list = fileURLToPath(new URL('../../artifacts/images.json', import.meta.url));
const { images } = JSON.parse(readFileSync(list, 'utf8'));
const answers = JSON.parse(process.env.CORPUS ?? '{}');
const LIMIT_IDS = new Map(
  LIMIT_NAMES.map((name) => [Buffer.from(encodeLimits({ [name]: 1n })).readUInt16LE(1), name]),
);

function limitsOf(bytes) {
  const limits = {};
  for (let at = 33; at < bytes.length; at += 10) {
    limits[LIMIT_IDS.get(bytes.readUInt16LE(at))] = bytes.readBigUInt64LE(at + 2);
  }
  return limits;
}

async function execute({ elf, wasm, request, imports, maxCycles }) {
  const image = images.find(({ elfHash }) => basename(elf) === `${elfHash}.elf`);
  const { perByte = 1000, refuses = [], stops = [], kills = [], waits = 0 } = answers[image.name] ?? {};
  const module = new Uint8Array(readFileSync(wasm));
  const digest = toHex(sha256(module));
  if (process.env.CORPUS_LOG !== undefined)
    appendFileSync(process.env.CORPUS_LOG, `${image.name} ${digest}\n`);
  await wait(waits);
  if (kills.includes(digest)) process.kill(process.pid, 'SIGKILL');
  if (stops.includes(digest))
    return { event: 'error', code: 'cycle-limit', message: 'stopped', limit: maxCycles };
  const compiled = {
    kind: 'compiled',
    artifact: { digest: sha256(module), length: BigInt(3 * module.length) },
  };
  const rejected = { kind: 'rejected', reason: 'invalid wasm', value: 0n, bound: 0n };
  const journal = encodeJournal({
    context: new Uint8Array(Buffer.from(request, 'hex').subarray(0, 32)),
    limits: limitsOf(Buffer.from(request, 'hex')),
    compiler: image.compiler,
    profile: fromHex(image.profile, 32),
    target: image.target,
    wasm: { digest: sha256(module), length: BigInt(module.length) },
    imports: sha256(fromHex(imports, imports.length / 2)),
    outcome: refuses.includes(digest) ? rejected : compiled,
    metering: { peakHeapBytes: BigInt(50 * module.length), largestFrameBytes: 64n },
  });
  const cycles = `${BigInt(perByte) * BigInt(module.length)}`;
  return { event: 'result', journal: toHex(journal), cycles, instructions: cycles, elapsedMs: 1 };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id: request.id, ...(await execute(request)) })}\n`);
}
