import type { VerifierError } from '../errors/base.js';
import type { Policy } from '../policy/policy.js';
import { whyUntrusted } from '../policy/whyUntrusted.js';
import type { RegistryEntry } from './entry.js';
import { openRegistry, type RegistryState } from './registry.js';

/** What an audit of a registry found. */
export interface RegistryAudit extends RegistryState {
  /** Entries that were removed, or would be in a dry run, each with the reason. */
  removed: { entry: RegistryEntry; error: VerifierError }[];
}

/**
 * Removes from a registry what was compiled by images that none of the policies trusts any more: revoked, unknown, or of
 * another source. All in one transaction.
 *
 * @param dryRun change nothing, and tell what would be
 * @returns with the registry's root after
 * @throws RegistryError `registry/missing`, `registry/unwritable`, `registry/corrupt`
 */
export async function auditRegistry(
  folder: string,
  policies: readonly Policy[],
  dryRun = false,
): Promise<RegistryAudit> {
  // Reading first, so that a mistyped folder does not become a registry.
  const read = await openRegistry(folder, 'read');
  const found = await closing(read, () => ({
    ...read.state(),
    removed: untrusted(read.entries(), policies),
  }));
  if (dryRun || found.removed.length === 0) return found;
  const opened = await openRegistry(folder, 'write');
  return closing(opened, () => {
    // Another process may have removed one meanwhile.
    const removed = found.removed.filter(({ entry }) => opened.get(entry) !== undefined);
    return { ...opened.remove(removed.map(({ entry }) => entry)), removed };
  });
}

async function closing<T>(registry: { close(): Promise<void> }, work: () => T): Promise<T> {
  try {
    return work();
  } finally {
    await registry.close();
  }
}

function untrusted(entries: RegistryEntry[], policies: readonly Policy[]): RegistryAudit['removed'] {
  return entries.flatMap((entry) => {
    const error = whyUntrusted(entry.imageId, policies);
    return error === undefined ? [] : [{ entry, error }];
  });
}
