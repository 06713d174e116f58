import { dirname, join, resolve } from 'node:path';
import { StoreError } from '@zkcwasm/verifier';
import { isEntryPath, MAX_ENTRY_BYTES, readEntry, readInput } from '@zkcwasm/verifier/node';
import { ProverError } from '../errors/base.js';

/**
 * Digests of artifact and profile in a store entry that `zkcwasm-verify accept` made. In its place in the store it is held
 * against its name and its files; a copy elsewhere is believed.
 *
 * @throws ProverError `usage/invalid`; StoreError `store/corrupt`, `store/unreadable`
 */
export async function entryBeside(
  artifact: string,
  folder: string | undefined,
): Promise<{ artifactDigest: string; profile?: string }> {
  const at = resolve(folder ?? dirname(artifact));
  try {
    const found: unknown = isEntryPath(at)
      ? (await readEntry(at)).entry
      : JSON.parse(Buffer.from(await readInput(join(at, 'entry.json'), 'entry', MAX_ENTRY_BYTES)).toString());
    const { artifactDigest, profile } = Object(found) as Record<string, unknown>;
    if (typeof artifactDigest === 'string') {
      return { artifactDigest, ...(typeof profile === 'string' ? { profile } : {}) };
    }
  } catch (error) {
    if (error instanceof StoreError) throw error;
    // Said below.
  }
  throw new ProverError('usage/invalid', 'an artifact is only run when its digest is known', {
    hint: 'Run it from the store that `zkcwasm-verify accept` wrote, or give --digest from a verified receipt.',
  });
}
