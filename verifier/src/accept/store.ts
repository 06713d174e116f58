/**
 * Writing entries. One is written to `pending` first and synced; whatever happens on the way, the final name exists only with a
 * whole, verified entry in it.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MismatchError, StoreError, VerifierError } from '../errors/base.js';
import { type Entry, encodeEntry } from './entry.js';
import { copySynced, exists, makeFolderIn, makeFolders, syncFolder, writeSynced } from './files.js';
import { entryPath, LAYOUT, PENDING, refuseOldLayout } from './layout.js';
import { checkEntry } from './readEntry.js';

/** Files of an entry: bytes, or for an artifact a file that is copied, so that memory does not grow with it. */
export interface EntryFiles {
  receipt: Uint8Array;
  'artifact.cwasm'?: Uint8Array | { file: string };
}

/**
 * Writes an entry with its files, all or nothing, and has it on disk. Nothing is verified here: the entry must be what
 * `judgeReceipt` has concluded from these very files. An entry that is there already stays as it is.
 *
 * @returns the entry's folder, and what is in it: where it was there already, perhaps with another receipt of the same
 * @throws StoreError `store/unwritable`, `store/corrupt`, `store/old-layout`; MismatchError `artifact/mismatch` where an artifact's file
 *   is no longer what was hashed
 */
export async function putEntry(
  store: string,
  entry: Entry,
  files: EntryFiles,
): Promise<{ path: string; entry: Entry }> {
  await refuseOldLayout(store);
  const final = entryPath(store, entry);
  const pending = join(store, PENDING, `${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    if (!(await exists(final))) {
      await makeFolders(store);
      await makeFolderIn(store, dirname(pending));
      await makeFolderIn(dirname(pending), pending);
      const all = { ...files, 'entry.json': encodeEntry(entry) };
      for (const [name, content] of Object.entries(all)) await place(join(pending, name), content, entry);
      await syncFolder(pending);
      await makeFolderIn(store, join(store, LAYOUT));
      await makeFolderIn(join(store, LAYOUT), dirname(final));
      const placed = await rename(pending, final).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          // Another process accepted the same statement meanwhile: its entry is as good, if it is whole.
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
          return false;
        },
      );
      if (placed) {
        await syncEntry(store, final);
        await syncFolder(dirname(pending));
        return { path: final, entry };
      }
      await rm(pending, { recursive: true, force: true });
    }
    const found = await checkEntry(final);
    // Whoever wrote it may not have synced it yet.
    await syncEntry(store, final);
    return { path: final, entry: found.entry };
  } catch (error) {
    await rm(pending, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof VerifierError) throw error;
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

async function place(path: string, content: Uint8Array | { file: string }, entry: Entry): Promise<void> {
  if (content instanceof Uint8Array) return writeSynced(path, content);
  if ((await copySynced(content.file, path)) === entry.artifactDigest) return;
  throw new MismatchError('artifact/mismatch', 'the artifact was changed on the disk after it was hashed', {
    hint: 'Nothing was stored. Send it again, and look for who writes into the folder of the store.',
  });
}

/** Has every name on the way to an entry on disk. */
async function syncEntry(store: string, final: string): Promise<void> {
  for (const folder of [dirname(final), join(store, LAYOUT), store]) await syncFolder(folder);
}
