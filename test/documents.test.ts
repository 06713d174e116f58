/** Figures of the documents that stand in the code as well, and the one version of the compiler that stands everywhere. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BOMBS } from '../scripts/bombs/index.js';
import { LIMIT_NAMES, MAX_RECEIPT_BYTES } from '../verifier/src/index.js';
import { MAX_CLAIMS, MAX_PROOF_BYTES } from '../verifier/src/registry/index.js';
import { MAX_PROOF_INNER } from '../verifier/src/registry/proof.js';

const bytes = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url));
const read = (file: string) => bytes(file).toString('utf8').replace(/\s+/g, ' ');

test('how many limits and bombs there are', () => {
  expect(read('README.md')).toContain(`keeps to ${LIMIT_NAMES.length} limits of size, shape and work`);
  expect(read('docs/limits.md')).toContain(`generators of ${BOMBS.length} modules`);
});

test('limits of receipts and registry proofs', () => {
  const mib = (size: number) => `${size / 2 ** 20} MiB`;
  expect(read('SECURITY.md')).toContain(`Receipts are limited to ${mib(MAX_RECEIPT_BYTES)}`);
  const inner = MAX_PROOF_INNER.toLocaleString('en');
  const limits = `Limits: ${MAX_CLAIMS} claims, ${inner} inner nodes, ${mib(MAX_PROOF_BYTES)}`;
  expect(read('docs/registry.md')).toContain(limits);
});

test('size of the proof check', () => {
  const kilobytes = Math.round(bytes('verifier/wasm/stark.wasm').length / 1000);
  expect(read('docs/benchmarks.md')).toContain(
    `| proof check as WebAssembly | ${kilobytes} kB, no imports |`,
  );
});

test('system calls of an image: pieces of input that it reads, and calls to make a statement', () => {
  const pieces = read('guest/images/wasmtime-48/src/main.rs').match(/read_input\(\)/g)?.length ?? 0;
  const calls = 8 + 8 + 1 + 1 + 2 * pieces;
  expect(read('docs/clock.md')).toContain(`makes ${calls} of them`);
  expect(read('docs/clock.md')).toContain(`${(calls * 256) / 8} cycles in all`);
});

test('one version of the compiler: constant, lock files, active images, README', () => {
  const [, version] = /COMPILER_VERSION: &str = "([^"]+)"/.exec(read('guest/compiler/src/compile.rs')) ?? [];
  for (const lock of [
    'guest/Cargo.lock',
    'guest/omissions/upstream/Cargo.lock',
    'prover/engine/Cargo.lock',
  ]) {
    const [, locked] = /name = "wasmtime" version = "([^"]+)"/.exec(read(lock)) ?? [];
    expect(locked, lock).toBe(version);
  }
  const { images } = JSON.parse(read('artifacts/images.json')) as {
    images: { status: string; compiler: { version: string } }[];
  };
  for (const { status, compiler } of images) if (status === 'active') expect(compiler.version).toBe(version);
  expect(read('README.md')).toContain(`Wasmtime ${version} with this artifact profile`);
  expect(read('prover/engine/src/main.rs')).toContain(`Wasmtime ${version})`);
});
