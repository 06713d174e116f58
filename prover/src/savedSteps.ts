import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Aggregator, toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { limitsJson } from './limits.js';
import { CACHE } from './paths.js';
import type { Job } from './runImage.js';

/** Where the steps of unfinished proofs are. */
const STEPS = join(CACHE, 'proofs');
/** Where the engine remembers verifying keys of SP1's recursion, which depend on the engine alone. */
export const KEYS = join(CACHE, 'keys');
/** Steps of a proof that nobody went on with for so long are removed, ms: two weeks. */
const KEPT_MS = 14 * 24 * 3600 * 1000;

/**
 * The folder in which the engine keeps the finished steps of a proof (shards, recursion), and finds them when the same
 * proof is begun again. The same job, the same folder: what is proved, not how.
 */
export function stepsFolder(job: Job): string {
  const { image, wasm, limits, imports, context } = job;
  const identity = [
    image.imageId,
    image.elfHash,
    image.circuit,
    context,
    limitsJson(limits),
    toHex(imports.digest),
    toHex(sha256(wasm)),
  ];
  return folderOf(identity);
}

/** The same for an aggregate: what is folded, in its order, and by which aggregator. */
export function aggregateStepsFolder(aggregator: Aggregator, seals: readonly Uint8Array[]): string {
  const { imageId, elfHash, circuit } = aggregator;
  return folderOf(['aggregate', imageId, elfHash, circuit, ...seals.map((seal) => toHex(sha256(seal)))]);
}

function folderOf(identity: readonly unknown[]): string {
  return join(STEPS, toHex(sha256(new TextEncoder().encode(JSON.stringify(identity)))));
}

/** Removes the steps of a job, so that its proof is begun anew. */
export async function removeSteps(job: Job): Promise<void> {
  await rm(stepsFolder(job), { recursive: true, force: true });
}

/** Removes the steps of proofs that were given up. */
export async function removeOldSteps(now = Date.now()): Promise<void> {
  for (const name of await readdir(STEPS).catch(() => [])) {
    const folder = join(STEPS, name);
    // Changes with every step that is added.
    const changed = await stat(folder).then(
      (s) => s.mtimeMs,
      () => now,
    );
    if (now - changed > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}
