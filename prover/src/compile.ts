import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from './engine/engine.js';
import { type Job, withJobFiles } from './runImage.js';

/** A natively compiled artifact. */
export interface Compiled {
  artifact: Uint8Array;
  /** SHA-256, hex: the one that a receipt proves. */
  digest: string;
  /** Compile time, ms. */
  elapsedMs: number;
}

/**
 * Compiles natively with the image's own compiler and profile: the same bytes that the image makes.
 *
 * @throws ProverError `module/rejected`
 */
export async function compile(engine: Engine, job: Job): Promise<Compiled> {
  return withJobFiles(job, async ({ wasm }, folder) => {
    const path = join(folder, 'artifact.cwasm');
    const { target, profileName: profile } = job.image;
    const done = await engine.request('compile', { wasm, target, profile, artifact: path });
    return {
      artifact: new Uint8Array(await readFile(path)),
      digest: done.artifactDigest,
      elapsedMs: done.elapsedMs,
    };
  });
}
