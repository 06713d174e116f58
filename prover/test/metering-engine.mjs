#!/usr/bin/env node
// Stands in for the native engine in tests of dry runs: answers `execute` with a statement made of the request itself, so
// that what the driver asks and what it makes of an answer is tested without an image. METERING has the outcome as
// JSON, with numbers as strings; `cycles` stops at the cycle limit.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { LIMIT_NAMES, toHex } from '../../verifier/dist/index.js';
import { encodeJournal, encodeLimits, fromHex } from '../../verifier/dist/internal.js';
import { sha256 } from '../../verifier/dist/node.js';

const CYCLES = 1_500_000n;
const INSTRUCTIONS = 1_450_000n;
const compiled = { kind: 'compiled', artifact: { digest: new Uint8Array(32).fill(4), length: 3000n } };

/** Number of each limit, as an image is given it. */
const LIMIT_IDS = new Map(
  LIMIT_NAMES.map((name) => [Buffer.from(encodeLimits({ [name]: 1n })).readUInt16LE(1), name]),
);

/** The first piece of an image's input: context, then limits. */
function decodeRequest(hex) {
  const bytes = Buffer.from(hex, 'hex');
  const limits = {};
  for (let at = 33; at < bytes.length; at += 10) {
    limits[LIMIT_IDS.get(bytes.readUInt16LE(at))] = bytes.readBigUInt64LE(at + 2);
  }
  if (bytes[32] !== Object.keys(limits).length) throw new Error(`no request: ${hex}`);
  return { context: new Uint8Array(bytes.subarray(0, 32)), limits };
}

function execute({ wasm, request, imports, maxCycles, ...rest }) {
  const { id: _id, command: _command, elf: _elf, ...unknown } = rest;
  if (Object.keys(unknown).length > 0) throw new Error(`unknown fields ${Object.keys(unknown)}`);
  if (CYCLES > BigInt(maxCycles)) {
    // As the real engine, which stops at the end of a chunk.
    return { event: 'error', code: 'cycle-limit', message: `stopped after ${process.pid}`, limit: maxCycles };
  }
  const module = new Uint8Array(readFileSync(wasm));
  const journal = encodeJournal({
    ...decodeRequest(request),
    compiler: { name: 'wasmtime', version: '48.0.8' },
    profile: new Uint8Array(32).fill(2),
    target: 'x86_64-unknown-linux-gnu',
    wasm: { digest: sha256(module), length: BigInt(module.length) },
    imports: sha256(fromHex(imports, imports.length / 2)),
    outcome: process.env.METERING === undefined ? compiled : rejected(JSON.parse(process.env.METERING)),
    metering: { peakHeapBytes: 7000n, instructions: INSTRUCTIONS },
  });
  return {
    event: 'result',
    journal: toHex(journal),
    cycles: `${CYCLES}`,
    instructions: `${CYCLES - 768n}`,
    elapsedMs: 1,
  };
}

function rejected({ reason, offset, value }) {
  return {
    kind: 'rejected',
    reason,
    offset: offset === undefined ? undefined : BigInt(offset),
    value: BigInt(value),
    bound: 0n,
  };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id: request.id, ...execute(request) })}\n`);
});
