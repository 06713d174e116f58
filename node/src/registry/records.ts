/** The records of a registry on disk, see `registry.ts`, and what they are as values. */
import { RegistryError } from '@zkcwasm/verifier';
import { decodeRegistryEntry, EMPTY_ROOT, type Nodes, type TreeNode } from '@zkcwasm/verifier/internal';
import { fieldFromBytes, fieldToBytes, type RegistryEntry } from '@zkcwasm/verifier/registry';
import type { RootDatabase } from 'lmdb';

/** What a registry is, in short. */
export interface RegistryState {
  /** Hash of the tree; 0 without entries. */
  root: bigint;
  /** How many entries there are. */
  count: number;
}

/** The database of a registry. */
export type Database = RootDatabase<Buffer, Buffer>;

const VERSION = 1;
/** Keys of the records: root and count, entries, nodes. */
export const META = Buffer.from('m');
export const ENTRY = Buffer.from('e');
export const NODE = Buffer.from('n');
const LEAF = 0;
const INNER = 1;

/** The nodes of the tree, as they lie in the database. */
export function nodesIn(db: Database): Nodes {
  return {
    get: (hash) => {
      const bytes = db.get(keyed(NODE, hash));
      return bytes === undefined ? undefined : readNode(bytes);
    },
    put: (hash, node) => db.putSync(keyed(NODE, hash), nodeBytes(node)),
    delete: (hash) => void db.removeSync(keyed(NODE, hash)),
  };
}

/** Node → its record. */
export function nodeBytes(node: TreeNode): Buffer {
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

/** @throws RegistryError `registry/corrupt` */
export function readEntry(bytes: Buffer, key: bigint): RegistryEntry {
  return decodeRegistryEntry(bytes) ?? corrupt(`the entry ${key.toString(16)} is malformed`);
}

/** @throws RegistryError `registry/corrupt` */
export function readState(db: Database): RegistryState {
  const bytes = db.get(META);
  if (bytes === undefined) {
    // What a process leaves that was killed before its first commit.
    for (const _ of db.getKeys({ limit: 1 })) corrupt('it has no root');
    return { root: EMPTY_ROOT, count: 0 };
  }
  const root = fieldFromBytes(bytes.subarray(1, 33));
  if (bytes.length !== 41 || bytes[0] !== VERSION || root === undefined) {
    return corrupt('its root is malformed, or of another version');
  }
  return { root, count: Number(bytes.readBigUInt64BE(33)) };
}

/** Root and count → their record. */
export function stateBytes({ root, count }: RegistryState): Buffer {
  const bytes = Buffer.alloc(41);
  bytes[0] = VERSION;
  bytes.set(fieldToBytes(root), 1);
  bytes.writeBigUInt64BE(BigInt(count), 33);
  return bytes;
}

/** All records whose keys begin with a prefix. */
export function range(db: Database, prefix: Buffer): Iterable<{ key: Buffer; value: Buffer }> {
  return db.getRange({ start: prefix, end: Buffer.of((prefix[0] ?? 0) + 1) });
}

/** Key of a record. */
export function keyed(prefix: Buffer, element: bigint): Buffer {
  return Buffer.concat([prefix, fieldToBytes(element)]);
}

/** @throws RegistryError `registry/corrupt`, always */
export function corrupt(why: string): never {
  throw new RegistryError('registry/corrupt', `the registry is damaged: ${why}`, {
    hint: 'Move it away and add the entries of the store again.',
  });
}
