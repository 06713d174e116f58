/**
 * The registry on disk: an LMDB environment in a folder, with one record per entry, one per node of the tree, and one that
 * holds root and count.
 *
 *     'm'               version (1 byte), root (32), count (8)
 *     'e' + tree key    the entry, as `encodeProof` writes one
 *     'n' + node hash   leaf: 0, key, value; inner: 1, left, right
 *
 * Every change is one LMDB transaction, synced before it is reported: whatever happens to the process, the folder holds
 * the entries, nodes and root of before or of after. LMDB is a native addon, an optional peer dependency of this package, and
 * is loaded only when a registry is opened.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { cbor } from '../cbor/codec.js';
import { CborFault } from '../cbor/fault.js';
import { RegistryError, ZkcwasmError } from '../errors/base.js';
import { equalBytes } from '../util/equalBytes.js';
import { decodeEntry } from './decodeProof.js';
import { entryFields } from './encodeProof.js';
import { keyElement, type RegistryEntry, type RegistryKey, reconcile, valueElement } from './entry.js';
import { fieldFromBytes, fieldToBytes } from './field.js';
import { makeProof } from './makeProof.js';
import type { Nodes, TreeNode } from './nodes.js';
import type { RegistryProof } from './proof.js';
import { EMPTY, update } from './tree.js';

/** What a registry is, in short. */
export interface RegistryState {
  /** Hash of the tree; 0 without entries. */
  root: bigint;
  /** How many entries there are. */
  count: number;
}

/** An open registry. */
export interface Registry {
  state(): RegistryState;
  /**
   * Adds entries, all or none; those that are there already stay.
   *
   * @throws RegistryError `registry/conflict`, `registry/unwritable`, `registry/corrupt`
   */
  add(entries: RegistryEntry[]): RegistryState;
  /**
   * Removes entries, all or none.
   *
   * @throws RegistryError `registry/absent`, `registry/unwritable`, `registry/corrupt`
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

const VERSION = 1;
const META = Buffer.from('m');
const ENTRY = Buffer.from('e');
const NODE = Buffer.from('n');
/** In the first page of every LMDB file, in the machine's byte order. */
const LMDB_MAGIC = Buffer.from('beefc0de', 'hex');
const LEAF = 0;
const INNER = 1;

/**
 * Opens a registry.
 *
 * @param mode `write` makes the folder where there is none; `read` changes nothing
 * @throws RegistryError `registry/missing`, `registry/unavailable`, `registry/unwritable`, `registry/corrupt`
 */
export async function openRegistry(folder: string, mode: 'read' | 'write'): Promise<Registry> {
  const there = await isEnvironment(join(folder, 'data.mdb'));
  if (mode === 'read' && !there) {
    throw new RegistryError('registry/missing', `there is no registry in ${folder}`, {
      hint: 'registry add makes one.',
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
    throw new RegistryError('registry/unwritable', `the registry ${folder} cannot be written: ${message}`, {
      hint: 'Nothing was changed. Is the disk full or read-only?',
      cause: error,
    });
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

/** @throws RegistryError `registry/unavailable` where lmdb is not installed, or has no binding for this machine */
async function loadLmdb(): Promise<typeof import('lmdb')> {
  try {
    return await import('lmdb');
  } catch (cause) {
    const [why] = (cause as Error).message.split('\n');
    throw new RegistryError('registry/unavailable', `a registry needs lmdb, which cannot be loaded: ${why}`, {
      hint: 'Run `npm install lmdb` next to this package, with its optional dependencies; verifying needs none of it.',
      cause,
    });
  }
}

/**
 * Whether there is a file that LMDB can open; a missing or empty one is none.
 *
 * @throws RegistryError `registry/corrupt` where something else is in its place: LMDB would end the process
 */
async function isEnvironment(path: string): Promise<boolean> {
  let start: Buffer;
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
      start = buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return false;
  }
  if (start.length === 0) return false;
  if (start.length === 64 && [LMDB_MAGIC, Buffer.from(LMDB_MAGIC).reverse()].some((m) => start.includes(m))) {
    return true;
  }
  return corrupt(`${path} is not a database`);
}

function registryOn(db: RootDatabase<Buffer, Buffer>, fail: (error: unknown) => never): Registry {
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
            db.putSync(at, Buffer.from(cbor.encode(entryFields(entry))));
            count += 1;
          }
          changes.set(key, entry === undefined ? undefined : valueElement(entry));
        }
        const after = { root: update(nodes, before.root, changes), count };
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
          const kept = old === undefined ? entry : reconcile(old, entry);
          if (kept !== old) fresh.set(key, kept);
        }
        return fresh;
      }),
    remove: (keys) =>
      change(() => {
        const gone = new Map(keys.map((key) => [keyElement(key), undefined]));
        for (const key of gone.keys()) {
          if (!db.doesExist(keyed(ENTRY, key))) {
            throw new RegistryError('registry/absent', 'the registry does not hold the entry');
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
    check: () => attempt(() => check(db, nodes)),
    close: () => db.close(),
  };
}

function check(db: RootDatabase<Buffer, Buffer>, nodes: Nodes): RegistryState {
  const state = readState(db);
  const values = new Map<bigint, bigint>();
  for (const { key: at, value: bytes } of range(db, ENTRY)) {
    const key = fieldFromBytes(at.subarray(1)) ?? corrupt('an entry has no key');
    const entry = readEntry(bytes, key);
    if (keyElement(entry) !== key) corrupt('an entry is under another key than its own');
    values.set(key, valueElement(entry));
  }
  if (values.size !== state.count) corrupt('it does not hold as many entries as it says');
  let expected = 0;
  const root = update(
    {
      get: () => undefined,
      put: (hash, node) => {
        expected += 1;
        const stored = nodes.get(hash);
        if (stored === undefined || !equalBytes(nodeBytes(stored), nodeBytes(node))) {
          corrupt('a node is missing or wrong');
        }
      },
      delete: () => undefined,
    },
    EMPTY,
    values,
  );
  if (root !== state.root) corrupt('its entries do not give its root');
  let found = 0;
  for (const _ of range(db, NODE)) found += 1;
  if (found !== expected) corrupt('it holds nodes that are not in its tree');
  return state;
}

function nodesIn(db: RootDatabase<Buffer, Buffer>): Nodes {
  return {
    get: (hash) => {
      const bytes = db.get(keyed(NODE, hash));
      return bytes === undefined ? undefined : readNode(bytes);
    },
    put: (hash, node) => db.putSync(keyed(NODE, hash), nodeBytes(node)),
    delete: (hash) => void db.removeSync(keyed(NODE, hash)),
  };
}

function nodeBytes(node: TreeNode): Buffer {
  const [kind, a, b] = node.kind === 'leaf' ? [LEAF, node.key, node.value] : [INNER, node.left, node.right];
  return Buffer.concat([Uint8Array.of(kind), fieldToBytes(a), fieldToBytes(b)]);
}

function readNode(bytes: Buffer): TreeNode {
  const a = fieldFromBytes(bytes.subarray(1, 33));
  const b = fieldFromBytes(bytes.subarray(33));
  if (a === undefined || b === undefined) return corrupt('a node is not of field elements');
  if (bytes[0] === LEAF) return { kind: 'leaf', key: a, value: b };
  if (bytes[0] === INNER) return { kind: 'inner', left: a, right: b };
  return corrupt('a node is of no known kind');
}

function readEntry(bytes: Buffer, key: bigint): RegistryEntry {
  try {
    return decodeEntry(bytes);
  } catch (error) {
    if (!(error instanceof CborFault)) throw error;
    return corrupt(`the entry ${key.toString(16)} is malformed`);
  }
}

function readState(db: RootDatabase<Buffer, Buffer>): RegistryState {
  const bytes = db.get(META);
  if (bytes === undefined) {
    // What a process leaves that was killed before its first commit.
    for (const _ of db.getKeys({ limit: 1 })) corrupt('it has no root');
    return { root: EMPTY, count: 0 };
  }
  const root = fieldFromBytes(bytes.subarray(1, 33));
  if (bytes.length !== 41 || bytes[0] !== VERSION || root === undefined) {
    return corrupt('its root is malformed, or of another version');
  }
  return { root, count: Number(bytes.readBigUInt64BE(33)) };
}

function stateBytes({ root, count }: RegistryState): Buffer {
  const bytes = Buffer.alloc(41);
  bytes[0] = VERSION;
  bytes.set(fieldToBytes(root), 1);
  bytes.writeBigUInt64BE(BigInt(count), 33);
  return bytes;
}

function range(db: RootDatabase<Buffer, Buffer>, prefix: Buffer): Iterable<{ key: Buffer; value: Buffer }> {
  return db.getRange({ start: prefix, end: Buffer.of((prefix[0] ?? 0) + 1) });
}

function keyed(prefix: Buffer, element: bigint): Buffer {
  return Buffer.concat([prefix, fieldToBytes(element)]);
}

function corrupt(why: string): never {
  throw new RegistryError('registry/corrupt', `the registry is damaged: ${why}`, {
    hint: 'Move it away and add the entries of the store again.',
  });
}
