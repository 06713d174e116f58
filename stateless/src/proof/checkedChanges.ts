import { ProofError } from '../errors/base.js';
import { keyBytes } from '../util/bytes.js';
import type { Changes } from './backend.js';

/** A change with its key as bytes. */
export interface Change {
  key: Uint8Array;
  value: Uint8Array;
}

/**
 * Changes in the order of their keys.
 *
 * @throws ProofError `proof/keys` where a key or value is out of form
 */
export function sortedChanges(changes: Changes): Change[] {
  const list: Change[] = [];
  for (const text of [...changes.keys()].sort()) {
    const value = changes.get(text);
    if (value?.length !== 32) throw new ProofError('proof/keys', 'a value has 32 bytes');
    list.push({ key: keyBytes(text), value });
  }
  return list;
}
