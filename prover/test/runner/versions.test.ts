/** Two Wasmtimes side by side: each compiles and loads its own, and refuses what the other made. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import type { Engine } from '../../src/engine/engine.js';
import { withEngine } from '../../src/engine/engine.js';
import { ProverError } from '../../src/errors/base.js';
import { imageManifest } from '../../src/images/imageManifest.js';
import { RUNNERS } from '../../src/paths.js';
import { run } from '../../src/run.js';
import { findRunner, listRunners } from '../../src/runner/runnerList.js';

const VERSIONS = [...new Set(imageManifest().images.map(({ compilerVersion }) => compilerVersion))];
const target = 'x86_64-unknown-linux-gnu';
const wasm = fileURLToPath(new URL('../../../artifacts/receipts/add.wasm', import.meta.url));
const folder = temporaryFolder('versions');

const code = (expected: string, part = '') =>
  expect.objectContaining({ code: expected, message: expect.stringContaining(part) });

/** What a version's compiler makes of a module. */
async function compiled(engine: Engine, version: string, profile: string, module = wasm) {
  const runner = await engine.runner(version);
  const artifact = join(folder, `${version}-${profile}-${Math.random()}.cwasm`);
  const done = await runner.request('compile', { wasm: module, built: { target, profile }, artifact });
  return { artifact, digest: done.artifactDigest };
}

describe.skipIf(!existsSync(join(RUNNERS, 'runners.json')))('every listed compiler version', () => {
  test('has a runner, which says that it is of this version', async () => {
    expect(VERSIONS.length).toBeGreaterThanOrEqual(2);
    expect((await listRunners()).map(({ compilerVersion }) => compilerVersion).sort()).toEqual(
      [...VERSIONS].sort(),
    );
    await withEngine(async (engine) => {
      for (const version of VERSIONS) expect((await engine.runner(version)).compilerVersion).toBe(version);
    });
  }, 60_000);

  test('has a profile text with its version, and a digest that no other has', async () => {
    await withEngine(async (engine) => {
      const digests = new Set<string>();
      let profiles = 0;
      for (const version of VERSIONS) {
        const runner = await engine.runner(version);
        for (const profile of ['fast-exec', 'baseline']) {
          const { profile: digest, text } = await runner.request('profile', { target, profile });
          expect(text).toContain(`compiler_version=${version}\n`);
          expect(digest).toBe(toHex(sha256(new TextEncoder().encode(text))));
          digests.add(digest);
          profiles += 1;
        }
      }
      expect(digests.size).toBe(profiles);
    });
  }, 60_000);

  test.each(['fast-exec', 'baseline'])(
    'compiles to an artifact that runs under it, and is refused by every other: %s',
    async (profile) => {
      await withEngine(async (engine) => {
        for (const version of VERSIONS) {
          const { artifact, digest } = await compiled(engine, version, profile);
          expect(toHex(sha256(readFileSync(artifact)))).toBe(digest);
          expect((await compiled(engine, version, profile)).digest).toBe(digest);
          const loaded = { artifact, digest, target, profile, export: 'add', args: ['2', '-3'] };
          expect(await run(engine, { ...loaded, compilerVersion: version })).toMatchObject({
            results: ['-1'],
          });
          for (const other of VERSIONS.filter((one) => one !== version)) {
            await expect(run(engine, { ...loaded, compilerVersion: other })).rejects.toEqual(
              code('run/failed', 'Module was compiled with incompatible'),
            );
          }
        }
      });
    },
    60_000,
  );

  test('refuses a module that is none with the same reason', async () => {
    const none = join(folder, 'none.wasm');
    writeFileSync(none, 'none');
    await withEngine(async (engine) => {
      for (const version of VERSIONS) {
        await expect(compiled(engine, version, 'fast-exec', none)).rejects.toEqual(
          code('module/rejected', 'invalid wasm'),
        );
      }
    });
  }, 60_000);
});

test('a version that nothing is built for is named', async () => {
  await expect(findRunner('99.0.0')).rejects.toSatisfy(
    (error) =>
      error instanceof ProverError && error.code === 'runner/missing' && error.message.includes('99.0.0'),
  );
});
