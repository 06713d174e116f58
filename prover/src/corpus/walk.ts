import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { ProverError } from '../errors/base.js';
import { isModuleName, type ModuleFile, statOf, type Unreadable, unreadable } from './source.js';

/** What a walk has found so far, over all folders of a corpus. */
export interface Walked {
  modules: ModuleFile[];
  unreadable: Unreadable[];
  /** Real paths of the folders that were looked at: a link that leads back to one of them ends there. */
  folders: Set<string>;
}

/** Most modules of one corpus. */
export const MAX_MODULES = 100_000;

/**
 * Adds every `.wasm` and `.wat` file in and under a folder. Links are followed, and each folder is looked at once, however many
 * links lead to it. What cannot be read is noted, and the walk goes on.
 *
 * @param name what the folder is called in the names of its modules; empty for none
 * @throws ProverError `corpus/too-many`
 */
export async function walk(folder: string, name: string, found: Walked): Promise<void> {
  const todo = [{ path: folder, name }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { path, name: prefix } = next;
    let entries: string[];
    try {
      const real = await realpath(path);
      if (found.folders.has(real)) continue;
      found.folders.add(real);
      entries = await readdir(path);
    } catch (cause) {
      found.unreadable.push({ name: prefix || path, error: unreadable(path, cause as Error) });
      continue;
    }
    for (const entry of entries.sort()) {
      const child = { path: join(path, entry), name: prefix === '' ? entry : `${prefix}/${entry}` };
      await look(child, todo, found);
    }
  }
}

/** One entry of a folder: another folder, a module, or something that is no matter. */
async function look(child: ModuleFile, folders: ModuleFile[], found: Walked): Promise<void> {
  const wanted = isModuleName(child.name);
  try {
    const what = await statOf(child.path);
    if (what.isDirectory()) folders.push(child);
    else if (wanted && what.isFile()) add(child, found);
    else if (wanted) throw unreadable(child.path, 'it is no regular file');
  } catch (error) {
    if (!(error instanceof ProverError) || error.code !== 'input/unreadable') throw error;
    // A link that leads nowhere matters only where a module was to be.
    if (wanted) found.unreadable.push({ name: child.name, error });
  }
}

/** @throws ProverError `corpus/too-many` */
export function add(module: ModuleFile, found: Walked): void {
  if (found.modules.length >= MAX_MODULES) {
    throw new ProverError('corpus/too-many', `the corpus has more than ${MAX_MODULES} modules`, {
      hint: 'Split it up: results are kept, and a later run can take several parts together.',
    });
  }
  found.modules.push(module);
}
