/** Folding, with the recorded proof of the committed aggregate. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RECEIPTS } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';

const files = ['invalid', 'crypto-primitives-baseline', 'add'].map((name) => ({
  name,
  bytes: new Uint8Array(readFileSync(join(RECEIPTS, `${name}.receipt`))),
}));
// Each starts the command several times, which takes its time on a machine that is loaded.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });
let folder: string;

beforeAll(() => {
  folder = temporaryFolder('fold');
  vi.stubEnv('ZKCWASM_ENGINE', new URL('../replay-engine.mjs', import.meta.url).pathname);
});
afterAll(() => {
  vi.unstubAllEnvs();
});

test('the aggregate is the committed one, and one that is there is taken only where it is of these receipts and holds', async () => {
  // The engine's path is read when the module is loaded.
  const { foldMatrix, isAggregateOf } = await import('../../src/matrix/foldMatrix.js');
  const { withEngine } = await import('../../src/engine/engine.js');
  const path = join(folder, 'all.receipt');
  await withEngine(async (engine) => {
    expect(await foldMatrix(engine, files, path)).toEqual({ path, statements: 3, reused: false });
    expect(readFileSync(path)).toEqual(readFileSync(join(RECEIPTS, 'aggregate.receipt')));
    expect(await foldMatrix(engine, files, path)).toMatchObject({ reused: true });
    await expect(foldMatrix(engine, files.slice(1), path)).rejects.toMatchObject({ code: 'output/exists' });
  });
  expect(await isAggregateOf(path, files.slice(1))).toBe(false);
  const flipped = readFileSync(path);
  flipped[flipped.length - 5000] = (flipped[flipped.length - 5000] ?? 0) ^ 1;
  writeFileSync(join(folder, 'flipped'), flipped);
  expect(await isAggregateOf(join(folder, 'flipped'), files)).toBe(false);
  copyFileSync(join(RECEIPTS, 'add.receipt'), join(folder, 'single'));
  expect(await isAggregateOf(join(folder, 'single'), files)).toBe(false);
  expect(await isAggregateOf(join(folder, 'nowhere'), files)).toBe(false);
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
});
