import { randomBytes } from 'node:crypto';
import { rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError, type VerifierError } from '../errors/base.js';
import { makeFolderIn, type Path, syncFolder, writeSynced } from './files.js';

/** Folder in a store of what an audit has moved away. */
export const QUARANTINE = 'quarantine';

/**
 * Moves something out of a store's way, whole and by one rename: to `STORE/quarantine/<time>-<random>/content`, beside a
 * `reason.json` that says where it was (`nameHex` for a name that is not UTF-8) and why. The reason is on disk before anything moves.
 *
 * @param path what to move, in a folder of the store
 * @param from where it was, for people
 * @returns the folder in quarantine; undefined where it was not there any more
 * @throws StoreError `store/unwritable`, `store/corrupt`
 */
export async function quarantine(
  store: string,
  path: Path,
  from: string,
  why: VerifierError,
): Promise<string | undefined> {
  const all = join(store, QUARANTINE);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const folder = join(all, `${time}-${randomBytes(8).toString('hex')}`);
  try {
    await makeFolderIn(store, all);
    await makeFolderIn(all, folder);
    const reason = { from, ...nameBytes(path), at: new Date().toISOString(), ...why.toJSON() };
    await writeSynced(join(folder, 'reason.json'), Buffer.from(`${JSON.stringify(reason, null, 2)}\n`));
    await syncFolder(folder);
    try {
      await rename(path, join(folder, 'content'));
    } catch (error) {
      // Nothing has moved, so there is nothing to give a reason for.
      await rm(join(folder, 'reason.json'));
      await rmdir(folder);
      // Another audit was first.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    await syncFolder(folder);
    await syncFolder(parentOf(path));
    return folder;
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError('store/unwritable', `${from} cannot be moved: ${(error as Error).message}`, {
      hint: 'What was moved before is in quarantine; nothing else has changed.',
      cause: error,
    });
  }
}

/** A name that is not UTF-8 would be lost otherwise. */
function nameBytes(path: Path): { nameHex?: string } {
  if (typeof path === 'string') return {};
  const name = path.subarray(path.lastIndexOf('/') + 1);
  return Buffer.from(name.toString('utf8')).equals(name) ? {} : { nameHex: name.toString('hex') };
}

function parentOf(path: Path): Path {
  return typeof path === 'string' ? dirname(path) : path.subarray(0, path.lastIndexOf('/'));
}
