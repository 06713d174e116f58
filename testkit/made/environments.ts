import { decodeJournal, decodeReceipt, type Journal } from '../../verifier/src/index.js';
import { type Environment, environmentHash } from '../../verifier/src/schedule/index.js';
import { bytes } from '../fixtures.js';

/** The journal of a committed receipt, and the ID of its image. */
export function statement(name: string): { journal: Journal; imageId: Uint8Array } {
  const { journal, imageId } = decodeReceipt(bytes(`${name}.receipt`));
  return { journal: decodeJournal(journal), imageId };
}

/** The environment that a committed receipt was proved under, with changes, and its hash. */
export function environmentOf(name: string, changes: Partial<Environment> = {}): [Environment, string] {
  const { journal, imageId } = statement(name);
  const { compiler, profile, target, limits, imports } = journal;
  const made = {
    ...{ compiler, imageId, profile, target, limits, imports, hostApi: 1 },
    stackBytes: 1_048_576n,
    memoryBytes: 67_108_864n,
    ...changes,
  };
  return [made, environmentHash(made)];
}
