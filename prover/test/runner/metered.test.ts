/** Code that counts fuel is run like any other: what is run here is paid for by nobody. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withEngine } from '@zkcwasm/prover';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';
import { defaultCompilerVersion } from '../../src/images/imageManifest.js';

const add = new URL('../../../artifacts/receipts/add.wasm', import.meta.url).pathname;
const built = { target: 'x86_64-unknown-linux-gnu', profile: 'metered' };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-metered-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('an artifact of the profile metered is re-hydrated and called through the command line', async () => {
  const artifact = join(folder, 'add.cwasm');
  const { artifactDigest } = await withEngine(async (engine) =>
    (await engine.runner(defaultCompilerVersion())).request('compile', { wasm: add, built, artifact }),
  );
  const run = (...args: string[]) =>
    proverCommand(['run', artifact, '--digest', artifactDigest, ...args, '--json'], {});
  const called = await run('20', '22', '--invoke', 'add', '--profile', 'metered');
  expect(JSON.parse(called.out)).toMatchObject({ results: ['42'] });
  // As code without fuel it cannot be loaded: the profile is part of what it is.
  expect(JSON.parse((await run('20', '22', '--invoke', 'add')).out)).toMatchObject({
    error: { code: 'run/failed' },
  });
}, 60_000);
