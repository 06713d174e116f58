import { join } from 'node:path';
import {
  type CheckedEntry,
  checkEntry,
  type Entry,
  type EntryFiles,
  type EntryKind,
  entryPath,
  isEntryPath,
  putEntry,
  readEntry,
  type StoredEntry,
} from '@zkcwasm/verifier/node';
import { NodeStoreError } from '../errors/base.js';
import { type Acceptance, acceptancesOf, recordPath, removeRecord, writeRecord } from './acceptances.js';
import { checkVersion, isThere, listNames, makeStore, pathsIn, writing } from './layout.js';
import { locked } from './lock.js';
import { Usage } from './usage.js';

/** An entry, read and checked, and what it was accepted under. */
export interface HeldEntry extends StoredEntry {
  acceptances: Acceptance[];
}

/** The same without the bytes of its files. */
export interface KnownEntry extends CheckedEntry {
  acceptances: Acceptance[];
}

/** What is looked for in a store. */
export interface Wanted {
  /** Digest of the module, in hex. */
  wasmDigest: string;
  /** Of the policies in force, in hex. */
  policyDigests: ReadonlySet<string>;
  /** Left out: every kind. */
  kind?: EntryKind | undefined;
  /** In hex; left out: every image. */
  imageId?: string | undefined;
}

/** How a store is kept. */
export interface NodeStoreOptions {
  /** Most bytes of all entries; left out: no limit but the disk's. Nothing is thrown out for it: what is over is refused. */
  maxBytes?: number;
}

/** A node's store: entries of `@zkcwasm/verifier/node`, each with what it was accepted under. Any number of processes may use it. */
export class NodeStore {
  readonly #usage: Usage;
  readonly #maxBytes: number | undefined;

  private constructor(
    readonly folder: string,
    { maxBytes }: NodeStoreOptions,
  ) {
    this.#usage = new Usage(folder);
    this.#maxBytes = maxBytes;
  }

  /**
   * Opens a store, and makes it where there is none; with `read` nothing is written, and a folder that is not there is empty.
   *
   * @throws NodeStoreError `store/version`; StoreError `store/unwritable`, `store/unreadable`
   */
  static async open(
    folder: string,
    mode: 'read' | 'write',
    options: NodeStoreOptions = {},
  ): Promise<NodeStore> {
    if (mode === 'write') await makeStore(folder);
    else await checkVersion(folder);
    return new NodeStore(folder, options);
  }

  /** Bytes of all entries. */
  bytes(): Promise<number> {
    return this.#usage.bytes();
  }

  /**
   * Stores what was judged, with what it was accepted under. Once this returns it is on disk. The record comes first: a process that
   * is killed in between leaves a record of nothing, which the next collection removes, and never an entry that nobody answers for.
   *
   * @param entry as `judgeReceipt` concluded it from these files
   * @throws NodeStoreError `store/full`, `store/busy`, `store/locking`, `store/record`; StoreError
   */
  async put(
    entry: Entry,
    files: EntryFiles,
    acceptance: Acceptance,
  ): Promise<{ path: string; entry: Entry; fresh: boolean }> {
    const path = entryPath(this.folder, entry);
    const store = this.folder;
    const size = files.receipt.length + Number(entry.artifactBytes ?? 0);
    return locked(pathsIn(store).changeLock, async () => {
      const fresh = !(await isThere(path));
      if (fresh) await this.#checkRoom(size);
      const recorded = await writing(store, () => writeRecord(store, path, acceptance));
      try {
        const placed = await putEntry(store, entry, files);
        if (fresh) this.#usage.add(size);
        return { ...placed, fresh };
      } catch (error) {
        if (recorded && fresh) {
          await removeRecord(recordPath(store, path, acceptance.environment)).catch(() => undefined);
        }
        throw error;
      }
    });
  }

  /**
   * What the store holds of a module, each entry read and held against its digests. All of it is in memory then; who does not need
   * the bytes asks with `look`.
   *
   * @throws StoreError `store/corrupt`, `store/unreadable`; NodeStoreError `store/record`
   */
  find(wanted: Wanted): Promise<HeldEntry[]> {
    return this.#each(wanted, readEntry);
  }

  /**
   * The same, and as well checked, in memory that does not grow with what is found.
   *
   * @throws as `find`
   */
  look(wanted: Wanted): Promise<KnownEntry[]> {
    return this.#each(wanted, checkEntry);
  }

  async #each<T extends CheckedEntry>(
    wanted: Wanted,
    read: (path: string) => Promise<T>,
  ): Promise<(T & { acceptances: Acceptance[] })[]> {
    if (!/^[0-9a-f]{64}$/.test(wanted.wasmDigest)) return [];
    const folder = join(pathsIn(this.folder).entries, wanted.wasmDigest);
    const found: (T & { acceptances: Acceptance[] })[] = [];
    for (const name of await listNames(folder)) {
      const path = join(folder, name);
      if (!isEntryPath(path) || !isWanted(name, wanted)) continue;
      const acceptances = await acceptancesOf(this.folder, path);
      const stored = await read(path).catch(async (error: unknown) => {
        // Collected, or moved to quarantine, after its name was read.
        if (!(await isThere(path))) return undefined;
        throw error;
      });
      if (stored !== undefined) found.push({ ...stored, acceptances });
    }
    return found;
  }

  /** Has the size counted anew: something was removed. */
  forgetSize(): void {
    this.#usage.forget();
  }

  async #checkRoom(size: number): Promise<void> {
    if (this.#maxBytes === undefined) return;
    const held = await this.#usage.bytes();
    if (held + size <= this.#maxBytes) return;
    throw new NodeStoreError(
      'store/full',
      `the store holds ${held} bytes, and ${size} more are over its limit of ${this.#maxBytes}`,
      {
        hint: 'Nothing was stored. Raise the limit, or remove what retired environments have left: zkcwasm-node collect.',
      },
    );
  }
}

/** By the name alone, IMAGE-POLICY-ENTRY-KIND, see the verifier's store. */
function isWanted(name: string, wanted: Wanted): boolean {
  const [imageId, policyDigest = '', , kind] = name.split('-');
  return (
    wanted.policyDigests.has(policyDigest) &&
    (wanted.kind === undefined || kind === wanted.kind) &&
    (wanted.imageId === undefined || imageId === wanted.imageId)
  );
}
