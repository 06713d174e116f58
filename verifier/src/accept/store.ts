/**
 * The store of what was accepted: one folder per accepted statement, named by content, put in place by one rename.
 *
 *     STORE/v2/<wasm digest>/<image ID>-<policy digest>-<entry digest>-<kind>/{receipt,artifact.cwasm,entry.json}
 *     STORE/pending/…       entries that are being written
 *     STORE/quarantine/…    what an audit has moved away, each with its reason
 *
 * The entry digest is that of everything that entry.json says but the receipt's digest: what differs in anything that was
 * proved, or in the policy, has another path. An entry is written to `pending` first and synced; whatever happens on the way,
 * the final name exists only with a whole, verified entry in it.
 */
import { randomBytes } from 'node:crypto';
import { opendir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError } from '../errors/base.js';
import { MAX_RECEIPT_BYTES } from '../receipt/receipt.js';
import { fastSha256 } from '../util/fastSha256.js';
import { toHex } from '../util/hex.js';
import { decodeEntry, type Entry, type EntryKind, encodeEntry, entryDigest } from './entry.js';
import {
  exists,
  isAbsence,
  isFolder,
  makeFolderIn,
  makeFolders,
  readPlain,
  syncFolder,
  unreadable,
  writeSynced,
} from './files.js';

/** Folder of the entries in a store; the next layout will have another. */
export const LAYOUT = 'v2';
/** Folder of the entries that are being written. */
export const PENDING = 'pending';
/** What the folder of a module's entries is called. */
export const DIGEST_NAME = /^[0-9a-f]{64}$/;
/** What the folder of an entry is called. */
export const ENTRY_NAME = /^[0-9a-f]{64}-([0-9a-f]{64})-[0-9a-f]{64}-(artifact|bounds|rejected)$/;

/** Largest `entry.json` and artifact that are read, bytes. */
export const MAX_ENTRY_BYTES = 64 << 10;
const MAX_ARTIFACT_BYTES = 512 << 20;

/** A whole entry, as it was read and checked. */
export interface StoredEntry {
  entry: Entry;
  /** Its folder. */
  path: string;
  receipt: Uint8Array;
  /** For `artifact` entries: these very bytes have the digest that the entry names. */
  artifact?: Uint8Array;
}

/** Where an entry lives: `STORE/v2/<wasm digest>/<image ID>-<policy digest>-<entry digest>-<kind>`. */
export function entryPath(store: string, entry: Entry): string {
  return join(store, LAYOUT, entry.wasmDigest, entryName(entry));
}

/** Whether a path has the name of an entry's folder: it is one only if `readEntry` takes it. */
export function isEntryPath(path: string): boolean {
  return ENTRY_NAME.test(basename(resolve(path)));
}

function entryName(entry: Entry): string {
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

/**
 * Writes an entry with its files, all or nothing, and has it on disk. Nothing is verified here: the entry must be what
 * `judgeReceipt` has concluded from these very files. An entry that is there already stays as it is.
 *
 * @returns the entry's folder, and what is in it: where it was there already, perhaps with another receipt of the same
 * @throws StoreError `store/unwritable`, `store/corrupt`, `store/old-layout`
 */
export async function putEntry(
  store: string,
  entry: Entry,
  files: { receipt: Uint8Array; 'artifact.cwasm'?: Uint8Array },
): Promise<{ path: string; entry: Entry }> {
  await refuseOldLayout(store);
  const final = entryPath(store, entry);
  const pending = join(store, PENDING, `${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    if (!(await exists(final))) {
      await makeFolders(store);
      await makeFolderIn(store, dirname(pending));
      await makeFolderIn(dirname(pending), pending);
      const all = { ...files, 'entry.json': encodeEntry(entry) };
      for (const [name, bytes] of Object.entries(all)) await writeSynced(join(pending, name), bytes);
      await syncFolder(pending);
      await makeFolderIn(store, join(store, LAYOUT));
      await makeFolderIn(join(store, LAYOUT), dirname(final));
      const placed = await rename(pending, final).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          // Another process accepted the same statement meanwhile: its entry is as good, if it is whole.
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
          return false;
        },
      );
      if (placed) {
        await syncEntry(store, final);
        await syncFolder(dirname(pending));
        return { path: final, entry };
      }
      await rm(pending, { recursive: true, force: true });
    }
    const found = await readEntry(final);
    // Whoever wrote it may not have synced it yet.
    await syncEntry(store, final);
    return { path: final, entry: found.entry };
  } catch (error) {
    await rm(pending, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'store/unwritable',
      `the store ${store} cannot be written: ${(error as Error).message}`,
      {
        hint: 'Nothing was stored. Is the disk full or read-only?',
        cause: error,
      },
    );
  }
}

/** Has every name on the way to an entry on disk. */
async function syncEntry(store: string, final: string): Promise<void> {
  for (const folder of [dirname(final), join(store, LAYOUT), store]) await syncFolder(folder);
}

/**
 * Reads an entry and checks it against itself: its folder and name are those of what entry.json says, there is no other file,
 * receipt and artifact have the digests that are in it. Whether the receipt still verifies is for an audit.
 *
 * @param path the entry's folder
 * @throws StoreError `store/corrupt`, `store/unreadable`
 */
export async function readEntry(path: string): Promise<StoredEntry> {
  const not = (why: string, cause?: unknown) =>
    new StoreError('store/corrupt', `the store entry ${path} is not what its name says: ${why}`, {
      hint: 'zkcwasm-verify audit moves it to quarantine; then accept the receipt again.',
      cause,
    });
  try {
    if (!(await isFolder(path)) || !(await isFolder(dirname(path)))) throw not('it is no folder');
    const entry = decodeEntry(await readPlain(join(path, 'entry.json'), MAX_ENTRY_BYTES));
    if (basename(path) !== entryName(entry) || basename(dirname(path)) !== entry.wasmDigest) {
      throw not('entry.json is that of another path');
    }
    const wanted = ['entry.json', 'receipt', ...(entry.kind === 'artifact' ? ['artifact.cwasm'] : [])];
    const stray = (await readdir(path)).find((name) => !wanted.includes(name));
    if (stray !== undefined) throw not(`there is something in it that is not its own: ${stray}`);
    const receipt = await readPlain(join(path, 'receipt'), MAX_RECEIPT_BYTES);
    if (toHex(fastSha256(receipt)) !== entry.receiptDigest) throw not('its receipt was changed');
    if (entry.kind !== 'artifact') return { entry, path, receipt };
    const artifact = await readPlain(join(path, 'artifact.cwasm'), MAX_ARTIFACT_BYTES);
    if (toHex(fastSha256(artifact)) !== entry.artifactDigest) throw not('its artifact was changed');
    return { entry, path, receipt, artifact };
  } catch (error) {
    if (isAbsence(error)) throw not((error as Error).message, error);
    if (!(error instanceof StoreError)) throw unreadable(path, error);
    if (error.code === 'store/corrupt' && error.hint === undefined) throw not(error.shortMessage, error);
    throw error;
  }
}

/**
 * What a store holds of a module under a policy, each entry read and checked as by `readEntry`.
 *
 * @param wanted digest of the module and `policyDigest` of the policy, in hex; one kind, or all where it is left out
 * @throws StoreError `store/corrupt`, `store/unreadable`, `store/old-layout`
 */
export async function findEntries(
  store: string,
  wanted: { wasmDigest: string; policyDigest: string; kind?: EntryKind },
): Promise<StoredEntry[]> {
  await refuseOldLayout(store);
  if (!DIGEST_NAME.test(wanted.wasmDigest)) return [];
  const folder = join(store, LAYOUT, wanted.wasmDigest);
  if (!(await isFolder(folder).catch((error: unknown) => Promise.reject(unreadable(folder, error)))))
    return [];
  const names = await readdir(folder).catch((error: unknown) => Promise.reject(unreadable(folder, error)));
  const found: StoredEntry[] = [];
  for (const name of names.sort()) {
    const [, policyDigest, kind] = ENTRY_NAME.exec(name) ?? [];
    if (policyDigest !== wanted.policyDigest) continue;
    if (wanted.kind === undefined || kind === wanted.kind) found.push(await readEntry(join(folder, name)));
  }
  return found;
}
