import { basename } from 'node:path';
import { ZkcwasmError } from '@zkcwasm/verifier';
import { readInput } from '@zkcwasm/verifier/node';
import { ProverError } from '../errors/base.js';
import { MAX_LIST_BYTES, parseList } from './parseList.js';
import { kindOf, type ModuleFile, type Unreadable, unreadable } from './source.js';
import { add, type Walked, walk } from './walk.js';

/** What a corpus consists of. */
export interface FoundModules {
  /** By name; two may have one name, and each path is there once. */
  modules: ModuleFile[];
  unreadable: Unreadable[];
}

/**
 * Finds the modules of a corpus: those under folders, those that lists name, and single files. What cannot be found or read is
 * noted by name, and the rest goes on.
 *
 * @throws ProverError `corpus/too-many`, `corpus/list`, `input/unreadable`; InputError: a source itself cannot be read
 */
export async function findModules(sources: readonly string[]): Promise<FoundModules> {
  const found: Walked = { modules: [], unreadable: [], folders: new Set() };
  for (const source of sources) {
    const kind = await kindOf(source);
    if (kind === 'folder') await walk(source, '', found);
    else if (kind === 'module') add({ name: basename(source), path: source }, found);
    else if (kind === 'file') await addListed(source, found);
    else throw unreadable(source, 'it is neither a folder nor a regular file');
  }
  const byPath = new Map(found.modules.map((module) => [module.path, module]));
  const modules = [...byPath.values()].sort((a, b) => compare(a.name, b.name) || compare(a.path, b.path));
  return { modules, unreadable: found.unreadable };
}

async function addListed(list: string, found: Walked): Promise<void> {
  for (const entry of parseList(await readInput(list, 'list', MAX_LIST_BYTES), list)) {
    try {
      const kind = await kindOf(entry.path);
      if (kind === 'folder') await walk(entry.path, entry.name, found);
      else if (kind === 'other') throw unreadable(entry.path, 'it is neither a folder nor a regular file');
      else add(entry, found);
    } catch (error) {
      const all = error instanceof ProverError && error.code === 'corpus/too-many';
      if (all || !(error instanceof ZkcwasmError)) throw error;
      found.unreadable.push({ name: entry.name, error });
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
