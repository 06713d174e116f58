import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { encodeRequest } from './encodeRequest.js';
import type { Job } from './job.js';

export type { Job };

/**
 * The engine's request body for a job: the pieces of the image's input as they are. The module goes by file, in a folder that
 * lives as long as `work` runs.
 *
 * @throws ProverError `usage/invalid`, as `encodeRequest`
 */
export async function withJobFiles<T>(
  job: Job,
  work: (body: Record<string, unknown>, folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-job-'));
  try {
    const wasm = join(folder, 'module.wasm');
    await writeFile(wasm, job.wasm);
    const body = {
      elf: job.image.elf,
      wasm,
      request: toHex(encodeRequest(job)),
      imports: toHex(job.imports.bytes),
      maxCycles: `${job.maxCycles}`,
    };
    return await work(body, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
