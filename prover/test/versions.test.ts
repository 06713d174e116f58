/** Every compiler version that has an image: what it makes in the zkVM is what its runner makes, and its refusals are journals. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { knownImages, makeImportList } from '@zkcwasm/verifier';
import { describe, expect, test } from 'vitest';
import {
  compile,
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  imageManifest,
  type Limits,
  meter,
  NO_CONTEXT,
  openImage,
  ProverError,
  withEngine,
} from '../src/index.js';

const known = await knownImages();
const images = imageManifest().images.filter(
  ({ name, profile, target }) =>
    profile === 'fast-exec' &&
    target === 'x86_64-linux' &&
    known.some((image) => image.name === name && image.status === 'active'),
);
const wasm = new Uint8Array(
  readFileSync(fileURLToPath(new URL('../../artifacts/receipts/add.wasm', import.meta.url))),
);

/** A job for an image; undefined where its program is not built here. */
async function jobOf(compilerVersion: string, limits: Partial<Limits> = {}) {
  const image = await openImage({ compilerVersion }).catch((error: unknown) => {
    if (error instanceof ProverError && error.code === 'image/not-built') return undefined;
    throw error;
  });
  if (image === undefined) return undefined;
  const imports = makeImportList([]);
  return {
    image,
    wasm,
    imports,
    limits: { ...DEFAULT_LIMITS, ...limits },
    maxCycles: DEFAULT_MAX_CYCLES,
    context: NO_CONTEXT,
  };
}

test('there is at least the default one', () => {
  expect(images.length).toBeGreaterThanOrEqual(1);
});

describe.each(images)('$name', ({ compilerVersion }) => {
  test('makes the artifact that its runner makes, under the profile that the list of images names', async (context) => {
    const job = (await jobOf(compilerVersion)) ?? context.skip();
    expect(job.image.compiler.version).toBe(compilerVersion);
    await withEngine(async (engine) => {
      const metered = await meter(engine, job);
      expect(metered.artifactDigest).toBe((await compile(engine, job)).digest);
      const runner = await engine.runner(compilerVersion);
      const built = { target: job.image.target, profile: job.image.profileName };
      expect(await runner.request('profile', built)).toMatchObject({ profile: job.image.profile });
    });
  }, 120_000);

  test.each([
    ['module too large', 'wasmBytes', 10n],
    ['shape limit', 'functions', 0n],
    ['heap limit', 'heapBytes', 50_000n],
    ['allocation limit', 'allocatedBytes', 100_000n],
    ['artifact too large', 'artifactBytes', 100n],
    ['instruction limit', 'instructions', 200_000n],
  ])(
    'refuses by a limit, as a journal: %s',
    async (reason, limit, bound) => {
      const job = await jobOf(compilerVersion, { [limit]: bound });
      if (job === undefined) return;
      await withEngine(async (engine) => {
        expect(await meter(engine, job)).toMatchObject({ outcome: 'rejected', rejection: { reason, limit } });
      });
    },
    120_000,
  );

  test('refuses what is no module, as a journal', async () => {
    const job = await jobOf(compilerVersion);
    if (job === undefined) return;
    await withEngine(async (engine) => {
      expect(await meter(engine, { ...job, wasm: wasm.slice(0, -3) })).toMatchObject({
        outcome: 'rejected',
        rejection: { reason: 'invalid wasm' },
      });
    });
  }, 120_000);
});
