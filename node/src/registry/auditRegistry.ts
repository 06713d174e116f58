import { type Policy, toHex, type VerifierError } from '@zkcwasm/verifier';
import { whyUntrusted } from '@zkcwasm/verifier/internal';
import type { Withdrawn } from '@zkcwasm/verifier/node';
import type { RegistryEntry } from '@zkcwasm/verifier/registry';
import type { RegistryState } from './records.js';
import { openRegistry } from './registry.js';

/** What an audit of a registry found. */
export interface RegistryAudit extends RegistryState {
  /** Entries that were removed, or would be in a dry run, each with the reason. */
  removed: { entry: RegistryEntry; error: VerifierError }[];
}

/**
 * Removes from a registry what was compiled by images that none of the policies trusts any more (revoked, unknown, or of
 * another source), and what an audit of a store has withdrawn. All in one transaction.
 *
 * @param dryRun change nothing, and tell what would be
 * @param withdrawn as `auditStore` tells it of the store that the registry is filled from
 * @returns with the registry's root after
 * @throws RegistryFolderError `registry/missing`, `registry/unwritable`; RegistryError `registry/corrupt`
 */
export async function auditRegistry(
  folder: string,
  policies: readonly Policy[],
  dryRun = false,
  withdrawn: readonly Withdrawn[] = [],
): Promise<RegistryAudit> {
  // Reading first, so that a mistyped folder does not become a registry.
  const read = await openRegistry(folder, 'read');
  const found = await closing(read, () => ({
    ...read.state(),
    removed: unheld(read.entries(), policies, withdrawn),
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

function unheld(
  entries: RegistryEntry[],
  policies: readonly Policy[],
  withdrawn: readonly Withdrawn[],
): RegistryAudit['removed'] {
  const why = new Map(withdrawn.map(({ wasmDigest, imageId, error }) => [`${wasmDigest} ${imageId}`, error]));
  return entries.flatMap((entry) => {
    const { wasmDigest, imageId } = entry;
    const error = whyUntrusted(imageId, policies) ?? why.get(`${toHex(wasmDigest)} ${toHex(imageId)}`);
    return error === undefined ? [] : [{ entry, error }];
  });
}
