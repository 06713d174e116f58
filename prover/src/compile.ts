import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import type { Engine } from './engine/engine.js';
import { ProverError } from './errors/base.js';
import type { Job } from './runImage.js';

/** A natively compiled artifact. */
export interface Compiled {
  artifact: Uint8Array;
  /** SHA-256 of these very bytes, hex: the one that a receipt proves. */
  digest: string;
  /** Compile time, ms. */
  elapsedMs: number;
}

/**
 * Compiles natively with the image's own compiler and profile: the same bytes that the image makes.
 *
 * @throws ProverError `module/rejected`, `artifact/mismatch`, `runner/*`
 */
export async function compile(engine: Engine, job: Pick<Job, 'image' | 'wasm'>): Promise<Compiled> {
  const { compiler, target, profileName } = job.image;
  const runner = await engine.runner(compiler.version);
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-job-'));
  try {
    const wasm = join(folder, 'module.wasm');
    await writeFile(wasm, job.wasm);
    const path = join(folder, 'artifact.cwasm');
    const built = { target, profile: profileName };
    const done = await runner.request('compile', { wasm, built, artifact: path });
    const artifact = new Uint8Array(await readFile(path));
    const digest = toHex(sha256(artifact));
    if (digest !== done.artifactDigest) {
      throw new ProverError(
        'artifact/mismatch',
        `the artifact's SHA-256 is ${digest}, and not what was said`,
      );
    }
    return { artifact, digest, elapsedMs: done.elapsedMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
