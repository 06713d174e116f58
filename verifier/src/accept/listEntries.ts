import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError, type VerifierError } from '../errors/base.js';
import { isAbsence, isFolder, type Path, unreadable } from './files.js';
import { DIGEST_NAME, ENTRY_NAME, LAYOUT } from './layout.js';

/** Something below `v2`: the folder of an entry by its name, or what does not belong there. */
export type Found =
  | { from: string; path: string; error?: undefined }
  | { from: string; path: Path; error: VerifierError };

/**
 * Everything below `v2` of a store, in the order of its names.
 *
 * @throws StoreError `store/unreadable`
 */
export async function listEntries(store: string): Promise<Found[]> {
  const found: Found[] = [];
  for (const module of await list(join(store, LAYOUT), DIGEST_NAME, LAYOUT)) {
    if (module.error === undefined) found.push(...(await list(module.path, ENTRY_NAME, module.from)));
    else found.push(module);
  }
  return found;
}

/** What is in a folder; what is no folder, or has not a name like the pattern, is found with an error. */
async function list(folder: string, pattern: RegExp, from: string): Promise<Found[]> {
  const found: Found[] = [];
  try {
    const names = await readdir(folder, { encoding: 'buffer' });
    for (const bytes of names.sort((a, b) => Buffer.compare(a, b))) {
      // What is not UTF-8 is not like the pattern either.
      const name = bytes.toString('utf8');
      const path = join(folder, name);
      if (pattern.test(name) && (await isFolder(path))) {
        found.push({ from: `${from}/${name}`, path });
        continue;
      }
      found.push({
        from: `${from}/${name}`,
        path: Buffer.concat([Buffer.from(`${folder}/`), bytes]),
        error: new StoreError('store/corrupt', 'nothing that belongs into a store has such a name or form'),
      });
    }
    return found;
  } catch (error) {
    // Moved away by another audit, or nothing was ever accepted.
    if (isAbsence(error)) return [];
    throw unreadable(folder, error);
  }
}
