#!/usr/bin/env node
// Stands in for the native runner in tests of the driver: answers `compile` with the fixture `add`. REPLAY spoils it.
import { copyFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { toHex } from '../../verifier/dist/index.js';
import { sha256 } from '../../verifier/dist/node.js';

const ADD = fileURLToPath(new URL('../../artifacts/receipts/add.cwasm', import.meta.url));

function hello() {
  return { protocol: 1, compiler: 'wasmtime', compilerVersion: '48.0.8' };
}

function compile({ artifact }) {
  copyFileSync(ADD, artifact);
  const bytes = readFileSync(ADD);
  const digest = process.env.REPLAY === 'artifact' ? '00'.repeat(32) : toHex(sha256(bytes));
  return { artifactDigest: digest, artifactBytes: bytes.length, elapsedMs: 1 };
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  const answer = { hello, compile }[request.command](request);
  process.stdout.write(`${JSON.stringify({ id: request.id, event: 'result', ...answer })}\n`);
});
