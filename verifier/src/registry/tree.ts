/**
 * A sparse Merkle tree over Poseidon, node for node the one of circomlib (`smt/smtverifier.circom`), so that a circuit
 * verifies membership with circomlib's template.
 *
 * Construction. Keys and values are elements of the BN254 scalar field. A key's path is its bits, lowest first: bit i says
 * left (0) or right (1) at depth i. A subtree
 *
 *     without entries   is 0
 *     with one entry    is leaf(key, value) = Poseidon(key, value, 1), at whatever depth
 *     with more         is inner(left, right) = Poseidon(left, right), even where one side is empty
 *
 * Why. The shape follows from the set of entries alone, so the root does too, whatever the order of insertion and
 * removal. Paths are compact: a leaf sits where its key parts from all others, about log2(n) deep for n entries instead of
 * 254, which makes proofs short and circuits small. Keys are hashes that whoever adds an entry can choose among, so they
 * can make their own paths longer (about 2k deep for 2^k hashes), at most 254, never wrong; a circuit has a fixed
 * depth, and entries below it are provable outside of it only.
 *
 * Leaf, inner and empty are apart: leaves and inner nodes go through different permutations (3 and 2 inputs), and 0 is no
 * hash that anybody can find inputs for. A leaf holds its key, so it proves nothing at a place where its key does not
 * belong. Membership of (key, value): the leaf and the siblings on the way to the root. Non-membership of a key: what is
 * at the end of its path, either empty or the leaf of another key whose path begins the same.
 */
import { RegistryError } from '../errors/base.js';
import { FIELD } from './field.js';
import type { Leaf, Nodes, TreeNode } from './nodes.js';
import { hashInner, hashLeaf } from './poseidon.js';

/** Hash of the empty tree. */
export const EMPTY = 0n;
/** Bits of a key, and the deepest that a leaf can be: keys below the modulus differ within so many bits. */
export const MAX_DEPTH = 254;

/** What to change: key → new value, or undefined to remove it. */
export type Changes = ReadonlyMap<bigint, bigint | undefined>;

/** What is at the end of a key's path. */
export interface Found {
  /** The leaf there, of this key or another one; undefined where the path ends in the empty node. */
  leaf: Leaf | undefined;
  /** Hashes beside the path, from the root down. */
  siblings: bigint[];
}

interface Ref {
  hash: bigint;
  kind: 'empty' | 'leaf' | 'inner' | 'untouched';
}

const EMPTY_REF: Ref = { hash: EMPTY, kind: 'empty' };

/** Bit of a key that decides at a depth. */
export function bitAt(key: bigint, depth: number): boolean {
  return ((key >> BigInt(depth)) & 1n) === 1n;
}

/**
 * Applies all changes at once; every node that changes is hashed once, so that building a tree of n entries takes n leaf
 * hashes and about 1.44 n inner ones.
 *
 * @param nodes written to; nodes that are no longer in the tree are deleted
 * @param root hash of the tree before
 * @returns hash of the tree after
 * @throws RegistryError `registry/corrupt` where a node is missing
 */
export function update(nodes: Nodes, root: bigint, changes: Changes): bigint {
  for (const [key, value] of changes) {
    // Two numbers for one element would be two leaves for one key.
    if (key < 0n || key >= FIELD || (value !== undefined && (value < 0n || value >= FIELD))) {
      throw new RangeError('keys and values are field elements');
    }
  }
  return updateAt(nodes, root, [...changes], 0).hash;
}

/**
 * Follows a key's path.
 *
 * @throws RegistryError `registry/corrupt` where a node is missing
 */
export function find(nodes: Nodes, root: bigint, key: bigint): Found {
  const siblings: bigint[] = [];
  let hash = root;
  while (hash !== EMPTY) {
    const node = load(nodes, hash);
    if (node.kind === 'leaf') return { leaf: node, siblings };
    const right = bitAt(key, siblings.length);
    hash = right ? node.right : node.left;
    siblings.push(right ? node.left : node.right);
  }
  return { leaf: undefined, siblings };
}

/** A node that must be there. */
export function load(nodes: Nodes, hash: bigint): TreeNode {
  const node = nodes.get(hash);
  if (node === undefined) throw new RegistryError('registry/corrupt', 'a node of the registry is missing');
  return node;
}

type Change = [key: bigint, value: bigint | undefined];

function updateAt(nodes: Nodes, hash: bigint, changes: Change[], depth: number): Ref {
  if (changes.length === 0) return hash === EMPTY ? EMPTY_REF : { hash, kind: 'untouched' };
  const node = hash === EMPTY ? undefined : load(nodes, hash);
  if (node?.kind !== 'inner') {
    if (node !== undefined) {
      nodes.delete(hash);
      // Goes in again, unless it is among the changes.
      if (changes.every(([key]) => key !== node.key)) changes.push([node.key, node.value]);
    }
    return build(
      nodes,
      changes.filter((change): change is [bigint, bigint] => change[1] !== undefined),
      depth,
    );
  }
  const [toLeft, toRight] = split(changes, depth);
  const left = updateAt(nodes, node.left, toLeft, depth + 1);
  const right = updateAt(nodes, node.right, toRight, depth + 1);
  if (left.hash === node.left && right.hash === node.right) return { hash, kind: 'inner' };
  nodes.delete(hash);
  return join(nodes, left, right);
}

function build(nodes: Nodes, entries: [key: bigint, value: bigint][], depth: number): Ref {
  const [first] = entries;
  if (first === undefined) return EMPTY_REF;
  if (entries.length === 1) {
    const [key, value] = first;
    const hash = hashLeaf(key, value);
    nodes.put(hash, { kind: 'leaf', key, value });
    return { hash, kind: 'leaf' };
  }
  const [toLeft, toRight] = split(entries, depth);
  return join(nodes, build(nodes, toLeft, depth + 1), build(nodes, toRight, depth + 1));
}

function join(nodes: Nodes, left: Ref, right: Ref): Ref {
  const isLeaf = (ref: Ref) =>
    ref.kind === 'leaf' || (ref.kind === 'untouched' && load(nodes, ref.hash).kind === 'leaf');
  // An only leaf moves up.
  if (left.kind === 'empty' && (right.kind === 'empty' || isLeaf(right))) return right;
  if (right.kind === 'empty' && isLeaf(left)) return left;
  const hash = hashInner(left.hash, right.hash);
  nodes.put(hash, { kind: 'inner', left: left.hash, right: right.hash });
  return { hash, kind: 'inner' };
}

function split<T extends [bigint, unknown]>(items: T[], depth: number): [T[], T[]] {
  const left: T[] = [];
  const right: T[] = [];
  for (const item of items) (bitAt(item[0], depth) ? right : left).push(item);
  return [left, right];
}
