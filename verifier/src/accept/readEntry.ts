/** Entries as they are read: each is held against its name and its digests. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../errors/base.js';
import { MAX_RECEIPT_BYTES } from '../receipt/receipt.js';
import { fastSha256 } from '../util/fastSha256.js';
import { toHex } from '../util/hex.js';
import { MAX_ARTIFACT_BYTES } from '../util/inputSizes.js';
import { decodeEntry, type Entry, type EntryKind } from './entry.js';
import { digestOfPlain, isAbsence, isFolder, readPlain, unreadable } from './files.js';
import { DIGEST_NAME, ENTRY_NAME, entryName, LAYOUT, refuseOldLayout } from './layout.js';

/** Largest `entry.json` that is read, bytes. */
export const MAX_ENTRY_BYTES = 64 << 10;

/** An entry that was checked as a whole, without the bytes of its files. */
export interface CheckedEntry {
  entry: Entry;
  /** Its folder. */
  path: string;
}

/** A whole entry, as it was read and checked. */
export interface StoredEntry extends CheckedEntry {
  receipt: Uint8Array;
  /** For `artifact` entries: these very bytes have the digest that the entry names. */
  artifact?: Uint8Array;
}

/**
 * Reads an entry and checks it against itself: its folder and name are those of what entry.json says, there is no other file,
 * receipt and artifact have the digests that are in it. Whether the receipt still verifies is for an audit.
 *
 * @param path the entry's folder
 * @throws StoreError `store/corrupt`, `store/unreadable`
 */
export async function readEntry(path: string): Promise<StoredEntry> {
  const { entry, receipt, artifact } = await heldTo(path, async (file, limit) => {
    const content = await readPlain(file, limit);
    return { digest: toHex(fastSha256(content)), content };
  });
  return { entry, path, receipt, ...(artifact === undefined ? {} : { artifact }) };
}

/**
 * The checks of `readEntry` in memory that does not grow with the artifact: its files are hashed piece by piece, and not kept.
 *
 * @param path the entry's folder
 * @throws StoreError `store/corrupt`, `store/unreadable`
 */
export async function checkEntry(path: string): Promise<CheckedEntry> {
  const { entry } = await heldTo(path, async (file, limit) => ({
    digest: await digestOfPlain(file, limit),
    content: undefined,
  }));
  return { entry, path };
}

/** Takes each file of an entry, and holds its digest against the one that the entry names. */
async function heldTo<T>(
  path: string,
  take: (file: string, limit: number) => Promise<{ digest: string; content: T }>,
): Promise<{ entry: Entry; receipt: T; artifact?: T }> {
  return reading(path, async (not) => {
    const entry = await ownEntry(path, not);
    const receipt = await take(join(path, 'receipt'), MAX_RECEIPT_BYTES);
    if (receipt.digest !== entry.receiptDigest) throw not('its receipt was changed');
    if (entry.kind !== 'artifact') return { entry, receipt: receipt.content };
    const artifact = await take(join(path, 'artifact.cwasm'), MAX_ARTIFACT_BYTES);
    if (artifact.digest !== entry.artifactDigest) throw not('its artifact was changed');
    return { entry, receipt: receipt.content, artifact: artifact.content };
  });
}

/** Makes the error that says what is wrong with an entry. */
type Not = (why: string, cause?: unknown) => StoreError;

async function reading<T>(path: string, work: (not: Not) => Promise<T>): Promise<T> {
  const not: Not = (why, cause) =>
    new StoreError('store/corrupt', `the store entry ${path} is not what its name says: ${why}`, {
      hint: 'zkcwasm-verify audit moves it to quarantine; then accept the receipt again.',
      cause,
    });
  try {
    return await work(not);
  } catch (error) {
    if (isAbsence(error)) throw not((error as Error).message, error);
    if (!(error instanceof StoreError)) throw unreadable(path, error);
    if (error.code === 'store/corrupt' && error.hint === undefined) throw not(error.shortMessage, error);
    throw error;
  }
}

/** What entry.json says, where folder and names fit it and nothing else lies there. */
async function ownEntry(path: string, not: Not): Promise<Entry> {
  if (!(await isFolder(path)) || !(await isFolder(dirname(path)))) throw not('it is no folder');
  const entry = decodeEntry(await readPlain(join(path, 'entry.json'), MAX_ENTRY_BYTES));
  if (basename(path) !== entryName(entry) || basename(dirname(path)) !== entry.wasmDigest) {
    throw not('entry.json is that of another path');
  }
  const wanted = ['entry.json', 'receipt', ...(entry.kind === 'artifact' ? ['artifact.cwasm'] : [])];
  const stray = (await readdir(path)).find((name) => !wanted.includes(name));
  if (stray !== undefined) throw not(`there is something in it that is not its own: ${stray}`);
  return entry;
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
