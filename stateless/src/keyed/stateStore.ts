/**
 * Full states on disk: an LMDB environment in a folder, with one record for each node, under its hash, and one for each named
 * root; beside them whatever records a caller keeps with a state.
 *
 *     'n' + hash   leaf: 2, key, value; inner: 3, hashes of both children, 32 zero bytes for an empty one
 *     'r' + name   root, 32 bytes
 *     'd' + name   a record, whose form is the caller's
 *
 * A state is written in one transaction, synced before `save` returns: whatever happens to the process, a named root stands
 * for a whole state. Nodes are never removed, so every saved root stays readable: that is what reorganisations want.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { StateError } from '../errors/base.js';
import type { Default } from '../proof/backend.js';
import { equal, isZero, ZERO } from '../util/bytes.js';
import { hashInner, hashLeaf } from './hash.js';
import { KeyedState, type NodeSource } from './keyedState.js';
import { CLOSED, ClosedNode, EMPTY, INNER, InnerNode, LEAF, LeafNode, NOTHING, type Node } from './node.js';

const NODE = Buffer.from('n');
const ROOT = Buffer.from('r');
const RECORD = Buffer.from('d');
/** In the first page of every LMDB file, in the machine's byte order. */
const MAGIC = Buffer.from('beefc0de', 'hex');

export class StateStore implements NodeSource {
  readonly #db: RootDatabase<Buffer, Buffer>;

  private constructor(db: RootDatabase<Buffer, Buffer>) {
    this.#db = db;
  }

  /**
   * Opens a store; makes it where there is none.
   *
   * @throws StateError `state/unavailable` where lmdb is not installed, or the folder cannot be opened
   */
  static async open(folder: string): Promise<StateStore> {
    try {
      await refuseOther(join(folder, 'data.mdb'));
      const lmdb = await import('lmdb');
      const db = lmdb.open<Buffer, Buffer>({
        path: folder,
        noSubdir: false,
        encoding: 'binary',
        keyEncoding: 'binary',
        cache: false,
        // A commit is on disk when it returns.
        overlappingSync: false,
      });
      return new StateStore(db);
    } catch (error) {
      throw new StateError(
        'state/unavailable',
        `cannot open the state in ${folder}: ${(error as Error).message}`,
        {
          hint: 'It needs the package lmdb, and a folder that can be written.',
          cause: error,
        },
      );
    }
  }

  /**
   * The state with a root that was saved; nodes are read as they are needed.
   *
   * @throws StateError `state/missing-node` where it was not
   */
  at(root: Uint8Array, defaultValue: Default = () => ZERO): KeyedState {
    return new KeyedState(isZero(root) ? NOTHING : new ClosedNode(root), defaultValue, this);
  }

  /** The root that was last saved under a name, or undefined. */
  root(name: string): Uint8Array | undefined {
    return this.#db.get(Buffer.concat([ROOT, Buffer.from(name)]));
  }

  /** The record that was last saved under a name, or undefined. */
  record(name: string): Uint8Array | undefined {
    return this.#db.get(Buffer.concat([RECORD, Buffer.from(name)]));
  }

  /** Writes what is new of a state, its root under a name, and records: all of it or nothing. */
  save(name: string, state: KeyedState, records: Readonly<Record<string, Uint8Array>> = {}): void {
    this.#db.transactionSync(() => {
      this.#write(state.tree);
      for (const [record, bytes] of Object.entries(records)) {
        this.#db.putSync(Buffer.concat([RECORD, Buffer.from(record)]), Buffer.from(bytes));
      }
      this.#db.putSync(Buffer.concat([ROOT, Buffer.from(name)]), Buffer.from(state.root()));
    });
  }

  /** @throws StateError `state/missing-node`, `state/corrupt` */
  load(hash: Uint8Array): InnerNode | LeafNode {
    const name = Buffer.from(hash).toString('hex');
    const record = this.#db.get(Buffer.concat([NODE, hash]));
    if (record === undefined) {
      throw new StateError('state/missing-node', `the state lacks the node ${name}`, {
        hint: 'Its root was not saved here, or the folder is damaged.',
      });
    }
    const [first, second] = [record.subarray(1, 33), record.subarray(33)];
    const isLeaf = record[0] === LEAF;
    const found = isLeaf ? hashLeaf(first, second) : hashInner(first, second);
    if (record.length !== 65 || (!isLeaf && record[0] !== INNER) || !equal(found, hash)) {
      throw new StateError('state/corrupt', `the record of the node ${name} is that of another`);
    }
    if (isLeaf) return new LeafNode(first, second);
    return new InnerNode(closed(first), closed(second));
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  /** What is stored has all that is below it, since it was written below first or in the same transaction. */
  #write(root: Node): void {
    const todo: Node[] = [root];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (node.kind === EMPTY || node.kind === CLOSED) continue;
      const key = Buffer.concat([NODE, node.hash]);
      if (this.#db.doesExist(key)) continue;
      const fields = node.kind === LEAF ? [node.key, node.value] : [node.left.hash, node.right.hash];
      this.#db.putSync(key, Buffer.concat([Uint8Array.of(node.kind), ...fields]));
      if (node.kind === INNER) todo.push(node.left, node.right);
    }
  }
}

/** LMDB would end the process over a file that is something else. */
async function refuseOther(path: string): Promise<void> {
  const start = await readStart(path);
  const isOne = [MAGIC, Buffer.from(MAGIC).reverse()].some((magic) => start.includes(magic));
  if (start.length > 0 && !isOne) throw new Error(`${path} is not a database`);
}

async function readStart(path: string): Promise<Buffer> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function closed(hash: Uint8Array): Node {
  return isZero(hash) ? NOTHING : new ClosedNode(hash);
}
