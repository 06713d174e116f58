/**
 * The store of what was accepted: one folder per accepted statement, named by content, put in place by one rename.
 *
 *     STORE/v2/<wasm digest>/<image ID>-<policy digest>-<entry digest>-<kind>/{receipt,artifact.cwasm,entry.json}
 *     STORE/pending/…       entries that are being written
 *     STORE/quarantine/…    what an audit has moved away, each with its reason
 *
 * The entry digest is that of everything that entry.json says but the receipt's digest: what differs in anything that was
 * proved, or in the policy, has another path. `store.ts` writes entries, `readEntry.ts` reads them.
 */
import { opendir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { StoreError } from '../errors/base.js';
import { type Entry, entryDigest } from './entry.js';
import { unreadable } from './files.js';

/** Folder of the entries in a store; the next layout will have another. */
export const LAYOUT = 'v2';
/** Folder of the entries that are being written. */
export const PENDING = 'pending';
/** What the folder of a module's entries is called. */
export const DIGEST_NAME = /^[0-9a-f]{64}$/;
/** What the folder of an entry is called. */
export const ENTRY_NAME = /^[0-9a-f]{64}-([0-9a-f]{64})-[0-9a-f]{64}-(artifact|bounds|rejected)$/;

/** Where an entry lives: `STORE/v2/<wasm digest>/<image ID>-<policy digest>-<entry digest>-<kind>`. */
export function entryPath(store: string, entry: Entry): string {
  return join(store, LAYOUT, entry.wasmDigest, entryName(entry));
}

/** Whether a path has the name of an entry's folder: it is one only if `readEntry` takes it. */
export function isEntryPath(path: string): boolean {
  return ENTRY_NAME.test(basename(resolve(path)));
}

/** Name of an entry's folder. */
export function entryName(entry: Entry): string {
  return `${entry.imageId}-${entry.policyDigest}-${entryDigest(entry)}-${entry.kind}`;
}

/**
 * Refuses a store of the layout before this one, whose entries say neither context nor policy: digests right in its folder.
 *
 * @throws StoreError `store/old-layout`
 */
export async function refuseOldLayout(store: string): Promise<void> {
  const folder = await opendir(store).catch(() => undefined);
  if (folder === undefined) return;
  try {
    for await (const { name } of folder) if (DIGEST_NAME.test(name)) throw oldLayout(store, name);
  } catch (error) {
    throw unreadable(store, error);
  }
}

function oldLayout(store: string, name: string): StoreError {
  return new StoreError(
    'store/old-layout',
    `the store ${store} is of an earlier version: ${name} lies in it`,
    {
      hint: 'Its entries do not say what they were accepted under. Move the folder away, and accept the receipts in it again.',
    },
  );
}
