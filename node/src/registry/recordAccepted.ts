import type { Entry } from '@zkcwasm/verifier/node';
import { toRegistryEntry } from '@zkcwasm/verifier/registry';
import type { RegistryState } from './records.js';
import { openRegistry } from './registry.js';

/**
 * Adds what `acceptArtifact` has accepted to a registry, which is made where there is none. Adding it again changes
 * nothing. The entry is taken as it is: call this with what an acceptance returned, not with what a stranger sent.
 *
 * @returns the registry after
 * @throws RegistryError `registry/entry` (bounds or a refusal), `registry/conflict`, `registry/corrupt`; RegistryFolderError
 * `registry/unavailable`, `registry/unwritable`
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
