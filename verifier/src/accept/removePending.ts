import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../errors/base.js';
import { isAbsence, isFolder, makeFolderIn, syncFolder, unreadable } from './files.js';
import { PENDING } from './layout.js';

/** Age at which nobody is writing a half-written entry any more, ms: an acceptance takes seconds. */
export const PENDING_AGE_MS = 60 * 60 * 1000;
/** What is being removed; an audit that is killed leaves it to the next. */
const REMOVING = '.removing-';

/**
 * Removes what acceptances have left that were killed while they wrote. Something goes by its age, not by its writer's process
 * ID, which may be that of another machine or container. It is renamed first: should its writer be alive after all, it
 * fails as on a full disk, and cannot put half of an entry in place.
 *
 * @param ageMs from which age on, by the last change of the folder
 * @returns what was removed, or with `dryRun` would be, by name
 * @throws StoreError `store/unreadable`, `store/unwritable`
 */
export async function removePending(store: string, ageMs: number, dryRun: boolean): Promise<string[]> {
  const folder = join(store, PENDING);
  const removed: string[] = [];
  try {
    if (!(await isFolder(folder))) return [];
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      const found = await lstat(path).catch((error: unknown) => {
        if (isAbsence(error)) return undefined;
        throw error;
      });
      const stale = name.startsWith(REMOVING) || (found && Math.abs(Date.now() - found.mtimeMs) >= ageMs);
      if (found === undefined || !stale) continue;
      if (!dryRun && !(await remove(folder, path))) continue;
      removed.push(name);
    }
    return removed;
  } catch (error) {
    throw unreadable(folder, error);
  }
}

/**
 * Removes an entry, whole and by one rename: whatever happens on the way, its name stands for all of it or for nothing.
 *
 * @param path the entry's folder
 * @returns whether it was there
 * @throws StoreError `store/unwritable`, `store/corrupt`
 */
export async function removeEntry(store: string, path: string): Promise<boolean> {
  const folder = join(store, PENDING);
  try {
    await makeFolderIn(store, folder);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw unremovable(path, error, 'Nothing was removed.');
  }
  const removed = await remove(folder, path);
  if (removed) await syncFolder(dirname(path));
  return removed;
}

/** @returns whether it was there */
async function remove(folder: string, path: string): Promise<boolean> {
  const away = join(folder, `${REMOVING}${randomBytes(8).toString('hex')}`);
  try {
    await rename(path, away);
    await rm(away, { recursive: true, force: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unremovable(path, error, 'What is left of it lies in pending: remove it by hand.');
  }
}

function unremovable(path: string, cause: unknown, hint: string): StoreError {
  return new StoreError('store/unwritable', `${path} cannot be removed: ${(cause as Error).message}`, {
    hint,
    cause,
  });
}
