/**
 * The registry on disk: an LMDB environment in a folder, with one record per entry, one per node of the tree, and one that
 * holds root and count.
 *
 *     'm'               version (1 byte), root (32), count (8)
 *     'e' + tree key    the entry, as `encodeProof` writes one
 *     'n' + node hash   leaf: 0, key, value; inner: 1, left, right
 *
 * Every change is one LMDB transaction, synced before it is reported: whatever happens to the process, the folder holds
 * the entries, nodes and root of before or of after. LMDB is a native addon and is
 * loaded only when a registry is opened.
 */
import { join } from 'node:path';
import { RegistryError, ZkcwasmError } from '@zkcwasm/verifier';
import {
  encodeRegistryEntry,
  keyElement,
  makeProof,
  reconcileEntries,
  updateTree,
  valueElement,
} from '@zkcwasm/verifier/internal';
import {
  fieldFromBytes,
  type RegistryEntry,
  type RegistryKey,
  type RegistryProof,
} from '@zkcwasm/verifier/registry';
import { RegistryFolderError } from '../errors/base.js';
import { checkRecords } from './checkRecords.js';
import { isEnvironment, loadLmdb } from './lmdb.js';
import {
  corrupt,
  type Database,
  ENTRY,
  keyed,
  META,
  nodesIn,
  type RegistryState,
  range,
  readEntry,
  readState,
  stateBytes,
} from './records.js';

/** An open registry. */
export interface Registry {
  state(): RegistryState;
  /**
   * Adds entries, all or none; those that are there already stay.
   *
   * @throws RegistryError `registry/conflict`, `registry/corrupt`; RegistryFolderError `registry/unwritable`
   */
  add(entries: RegistryEntry[]): RegistryState;
  /**
   * Removes entries, all or none.
   *
   * @throws RegistryError `registry/absent`, `registry/corrupt`; RegistryFolderError `registry/unwritable`
   */
  remove(keys: RegistryKey[]): RegistryState;
  /**
   * Proves what is and what is not in the registry.
   *
   * @throws RegistryError `registry/too-many`, `registry/corrupt`
   */
  prove(keys: RegistryKey[]): RegistryProof;
  /**
   * Every entry, in no order that means anything.
   *
   * @throws RegistryError `registry/corrupt`
   */
  entries(): RegistryEntry[];
  /** The entry with a key. */
  get(key: RegistryKey): RegistryEntry | undefined;
  /**
   * Builds the tree anew from the entries and compares every node, root and count.
   *
   * @throws RegistryError `registry/corrupt`
   */
  check(): RegistryState;
  close(): Promise<void>;
}

/**
 * Opens a registry.
 *
 * @param mode `write` makes the folder where there is none; `read` changes nothing
 * @throws RegistryFolderError `registry/missing`, `registry/unavailable`, `registry/unwritable`; RegistryError `registry/corrupt`
 */
export async function openRegistry(folder: string, mode: 'read' | 'write'): Promise<Registry> {
  const there = await isEnvironment(join(folder, 'data.mdb'));
  if (mode === 'read' && !there) {
    throw new RegistryFolderError('registry/missing', `there is no registry in ${folder}`, {
      hint: '`zkcwasm-node registry add` makes a registry.',
    });
  }
  const lmdb = await loadLmdb();
  const fail = (error: unknown): never => {
    if (error instanceof ZkcwasmError) throw error;
    const { message } = error as Error;
    if (mode === 'read') {
      throw new RegistryError('registry/corrupt', `the registry ${folder} cannot be read: ${message}`, {
        hint: 'Move it away and add the entries of the store again.',
        cause: error,
      });
    }
    throw new RegistryFolderError(
      'registry/unwritable',
      `the registry ${folder} cannot be written: ${message}`,
      {
        hint: 'Nothing was changed. Is the disk full or read-only?',
        cause: error,
      },
    );
  };
  try {
    const db = lmdb.open<Buffer, Buffer>({
      path: folder,
      noSubdir: false,
      readOnly: mode === 'read',
      keyEncoding: 'binary',
      encoding: 'binary',
      cache: false,
      // A commit is on disk when it returns.
      overlappingSync: false,
    });
    return registryOn(db, fail);
  } catch (error) {
    return fail(error);
  }
}

function registryOn(db: Database, fail: (error: unknown) => never): Registry {
  const nodes = nodesIn(db);
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      return fail(error);
    }
  };
  const entryAt = (key: bigint): RegistryEntry | undefined => {
    const bytes = db.get(keyed(ENTRY, key));
    return bytes === undefined ? undefined : readEntry(bytes, key);
  };
  /** Reads what is, decides what changes, and writes it, with other writers shut out. */
  const change = (decide: () => Map<bigint, RegistryEntry | undefined>): RegistryState =>
    attempt(() =>
      db.transactionSync(() => {
        const before = readState(db);
        const entries = decide();
        if (entries.size === 0) return before;
        let { count } = before;
        const changes = new Map<bigint, bigint | undefined>();
        for (const [key, entry] of entries) {
          const at = keyed(ENTRY, key);
          if (db.doesExist(at)) count -= 1;
          if (entry === undefined) {
            db.removeSync(at);
          } else {
            db.putSync(at, Buffer.from(encodeRegistryEntry(entry)));
            count += 1;
          }
          changes.set(key, entry === undefined ? undefined : valueElement(entry));
        }
        const after = { root: updateTree(nodes, before.root, changes), count };
        db.putSync(META, stateBytes(after));
        return after;
      }),
    );
  return {
    state: () => attempt(() => readState(db)),
    add: (entries) =>
      change(() => {
        const fresh = new Map<bigint, RegistryEntry>();
        for (const entry of entries) {
          const key = keyElement(entry);
          const old = fresh.get(key) ?? entryAt(key);
          const kept = old === undefined ? entry : reconcileEntries(old, entry);
          if (kept !== old) fresh.set(key, kept);
        }
        return fresh;
      }),
    remove: (keys) =>
      change(() => {
        const gone = new Map(keys.map((key) => [keyElement(key), undefined]));
        for (const key of gone.keys()) {
          if (!db.doesExist(keyed(ENTRY, key))) {
            throw new RegistryError('registry/absent', 'the registry does not hold the entry', {
              hint: 'Nothing was removed. zkcwasm-node registry prove tells which entries it holds.',
            });
          }
        }
        return gone;
      }),
    prove: (keys) => attempt(() => makeProof(nodes, readState(db).root, keys, entryAt)),
    entries: () =>
      attempt(() =>
        [...range(db, ENTRY)].map(({ key, value }) =>
          readEntry(value, fieldFromBytes(key.subarray(1)) ?? corrupt('an entry has no key')),
        ),
      ),
    get: (key) => attempt(() => entryAt(keyElement(key))),
    check: () => attempt(() => checkRecords(db, nodes)),
    close: () => db.close(),
  };
}
