import { ProverError } from '../errors/base.js';
import { findModules } from './findModules.js';
import { type Contract, identify } from './identify.js';
import type { Unreadable } from './source.js';

/** A corpus: what it consists of, and what of it could not be read. */
export interface Corpus {
  contracts: Contract[];
  unreadable: Unreadable[];
}

/**
 * Finds the modules of folders, lists and files, and reads each once.
 *
 * @param told is called after each file, with how many of how many were read
 * @throws ProverError `corpus/empty` where no module can be read at all, `corpus/too-many`, `corpus/list`, `input/unreadable`;
 *   InputError
 */
export async function readCorpus(
  sources: readonly string[],
  told?: (read: number, all: number) => void,
): Promise<Corpus> {
  const found = await findModules(sources);
  const { contracts, unreadable } = await identify(found.modules, (read) =>
    told?.(read, found.modules.length),
  );
  const all = [...found.unreadable, ...unreadable];
  if (contracts.length > 0) return { contracts, unreadable: all };
  const [first] = all;
  const why =
    first === undefined ? 'no .wasm or .wat file was found' : `${first.name}: ${first.error.shortMessage}`;
  throw new ProverError('corpus/empty', `there is no module that can be read: ${why}`);
}
