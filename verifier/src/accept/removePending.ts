import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from '../errors/base.js';
import { isAbsence, isFolder, unreadable } from './files.js';
import { PENDING } from './store.js';

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

/** @returns whether it was there */
async function remove(folder: string, path: string): Promise<boolean> {
  const away = join(folder, `${REMOVING}${randomBytes(8).toString('hex')}`);
  try {
    await rename(path, away);
    await rm(away, { recursive: true, force: true });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new StoreError('store/unwritable', `${path} cannot be removed: ${(error as Error).message}`, {
      hint: 'It is what an acceptance has left that was killed: remove it by hand.',
      cause: error,
    });
  }
}
