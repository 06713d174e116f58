/**
 * The artifact store: one folder per accepted statement, named by content, put in place by one rename.
 *
 *     STORE/<wasm digest>/<profile digest>/{receipt,artifact.cwasm,entry.json}
 *
 * An entry is written to a sibling folder first and synced; whatever happens on the way, the final name exists only
 * with a whole, verified entry in it.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../errors/base.js';
import { toHex } from '../util/hex.js';
import { sha256 } from '../util/sha256.js';

/** What an entry holds besides its files. */
export interface Entry {
  kind: 'artifact' | 'bounds';
  imageId: string;
  wasmDigest: string;
  profile: string;
  target: string;
  /** For `artifact` entries. */
  artifactDigest?: string;
  /** SHA-256 of the receipt file. */
  receiptDigest: string;
  /** Where the seal proves them. */
  cycles?: string;
  peakHeapBytes: string;
}

/** Where an entry lives. */
export function entryPath(store: string, entry: Pick<Entry, 'kind' | 'wasmDigest' | 'profile'>): string {
  return join(store, entry.wasmDigest, `${entry.profile}-${entry.kind}`);
}

/**
 * Writes an entry with its files, all or nothing. An entry that is there already stays as it is.
 *
 * @returns the entry's folder
 * @throws StoreError `store/unwritable`, `store/corrupt`
 */
export async function putEntry(
  store: string,
  entry: Entry,
  files: Record<string, Uint8Array>,
): Promise<string> {
  const final = entryPath(store, entry);
  if (await exists(final)) return checked(final, entry);
  const parent = dirname(final);
  const pending = join(parent, `.pending-${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(pending, { recursive: true });
    const all = { ...files, 'entry.json': Buffer.from(`${JSON.stringify(entry, null, 2)}\n`) };
    for (const [name, bytes] of Object.entries(all)) await writeSynced(join(pending, name), bytes);
    await sync(pending);
    await rename(pending, final).catch(async (error: NodeJS.ErrnoException) => {
      // Another process accepted the same statement meanwhile: its entry is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      await rm(pending, { recursive: true, force: true });
      await checked(final, entry);
    });
    await sync(parent);
    return final;
  } catch (error) {
    await rm(pending, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'store/unwritable',
      `the store ${store} cannot be written: ${(error as Error).message}`,
      {
        hint: 'Nothing was stored. Is the disk full or read-only?',
        cause: error,
      },
    );
  }
}

async function checked(path: string, entry: Entry): Promise<string> {
  const corrupt = (cause?: unknown) =>
    new StoreError('store/corrupt', `the store entry ${path} is not what its name says`, {
      hint: 'Move it away and accept the receipt again.',
      cause,
    });
  try {
    const found = JSON.parse(await readFile(join(path, 'entry.json'), 'utf8')) as Entry;
    const same = (['kind', 'imageId', 'wasmDigest', 'profile', 'target', 'artifactDigest'] as const).every(
      (key) => found[key] === entry[key],
    );
    if (!same) throw corrupt();
    if (entry.artifactDigest !== undefined) {
      const artifact = new Uint8Array(await readFile(join(path, 'artifact.cwasm')));
      if (toHex(sha256(artifact)) !== entry.artifactDigest) throw corrupt();
    }
    return path;
  } catch (error) {
    throw error instanceof StoreError ? error : corrupt(error);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o444);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
