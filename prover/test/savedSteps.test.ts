import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, type Job, NO_CONTEXT } from '@zkcwasm/prover';
import { makeImportList } from '@zkcwasm/verifier';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../testkit/temporaryFolder.js';

let cache: string;
let saved: typeof import('../src/savedSteps.js');

beforeAll(async () => {
  cache = temporaryFolder('steps');
  vi.stubEnv('ZKCWASM_CACHE', cache);
  vi.resetModules();
  saved = await import('../src/savedSteps.js');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

const JOB: Job = {
  image: {
    imageId: '11'.repeat(32),
    name: 'image',
    elfHash: '22'.repeat(32),
    compiler: { name: 'wasmtime', version: '1' },
    source: 'tuned',
    target: 'x86_64-unknown-linux-gnu',
    profileName: 'fast-exec',
    profile: '33'.repeat(32),
    proofSystem: 'sp1',
    circuit: 'v6.1.0',
    status: 'active',
    elf: '/nowhere',
  },
  wasm: Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
  limits: DEFAULT_LIMITS,
  imports: makeImportList([]),
  maxCycles: DEFAULT_MAX_CYCLES,
  context: NO_CONTEXT,
};

test('the same statement has the same folder, wherever the program and the bound on cycles are', () => {
  const again = { ...JOB, image: { ...JOB.image, elf: '/elsewhere' }, maxCycles: 1n };
  expect(saved.stepsFolder(again)).toBe(saved.stepsFolder(JOB));
});

test('whatever the statement is about changes the folder', () => {
  const others: Job[] = [
    JOB,
    { ...JOB, wasm: Uint8Array.of(...JOB.wasm, 0, 1, 0) },
    { ...JOB, context: '01'.repeat(32) },
    { ...JOB, limits: { ...DEFAULT_LIMITS, functions: 1n } },
    { ...JOB, limits: { ...DEFAULT_LIMITS, functions: undefined } },
    { ...JOB, imports: makeImportList(['env::log']) },
    { ...JOB, image: { ...JOB.image, imageId: '44'.repeat(32) } },
    { ...JOB, image: { ...JOB.image, elfHash: '44'.repeat(32) } },
    { ...JOB, image: { ...JOB.image, circuit: 'v6.2.0' } },
  ];
  expect(new Set(others.map(saved.stepsFolder)).size).toBe(others.length);
});

test('steps that nobody went on with are removed, those of a job when it is begun anew', async () => {
  const old = join(cache, 'proofs', 'old');
  const young = saved.stepsFolder(JOB);
  for (const folder of [old, young]) mkdirSync(folder, { recursive: true });
  const monthAgo = new Date(Date.now() - 30 * 24 * 3600 * 1000);
  utimesSync(old, monthAgo, monthAgo);
  await saved.removeOldSteps();
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  await saved.removeSteps(JOB);
  expect(existsSync(young)).toBe(false);
});
