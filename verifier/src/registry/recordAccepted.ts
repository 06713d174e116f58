import type { Entry } from '../accept/entry.js';
import { toRegistryEntry } from './entry.js';
import { openRegistry, type RegistryState } from './registry.js';

/**
 * Adds what `acceptArtifact` has accepted to a registry, which is made where there is none. Adding it again changes
 * nothing. The entry is taken as it is: call this with what an acceptance returned, not with what a stranger sent.
 *
 * @returns the registry after
 * @throws RegistryError `registry/entry` (bounds or a refusal), `registry/conflict`, `registry/unavailable`,
 * `registry/unwritable`, `registry/corrupt`
 */
export async function recordAccepted(registry: string, entry: Entry): Promise<RegistryState> {
  const fresh = toRegistryEntry(entry);
  const opened = await openRegistry(registry, 'write');
  try {
    return opened.add([fresh]);
  } finally {
    await opened.close();
  }
}
