/** Walks on a tree of nodes, each of which says which nodes it needed. */

import type { Change } from '../proof/checkedChanges.js';
import { MAX_DEPTH } from '../proof/limits.js';
import { bitAt, equal, isZero } from '../util/bytes.js';
import { CLOSED, ClosedNode, EMPTY, InnerNode, LEAF, LeafNode, NOTHING, type Node } from './node.js';

/** Where walks find what is behind a closed node, and note what they needed. */
export interface Walk {
  /** @throws where there is nothing to find */
  open(node: ClosedNode): InnerNode | LeafNode;
  /** Told of each leaf and inner node that was needed. */
  visit(node: InnerNode | LeafNode): void;
}

/** The value of a key, or undefined where it has none. */
export function find(root: Node, key: Uint8Array, walk: Walk): Uint8Array | undefined {
  let node = root;
  for (let depth = 0; ; depth += 1) {
    if (node.kind === EMPTY) return undefined;
    if (node.kind === CLOSED) node = walk.open(node);
    walk.visit(node);
    if (node.kind === LEAF) return equal(node.key, key) ? node.value : undefined;
    node = child(node, bitAt(key, depth), walk);
  }
}

/** A child, opened where it was closed and is stored: the parent keeps it open. */
function child(node: InnerNode, bit: number, walk: Walk): Node {
  const found = bit === 0 ? node.left : node.right;
  if (found.kind !== CLOSED) return found;
  const opened = walk.open(found);
  if (bit === 0) node.left = opened;
  else node.right = opened;
  return opened;
}

/** The tree after changes, which are in the order of their keys, each key once. */
export function update(root: Node, changes: readonly Change[], walk: Walk): Node {
  return updateAt(root, changes, 0, walk);
}

function updateAt(given: Node, changes: readonly Change[], depth: number, walk: Walk): Node {
  if (changes.length === 0) return given;
  const node = given.kind === CLOSED ? walk.open(given) : given;
  if (node.kind === EMPTY)
    return build(
      changes.filter(({ value }) => !isZero(value)),
      depth,
    );
  walk.visit(node);
  if (node.kind === LEAF) {
    const entries = withLeaf(changes, node);
    const [only] = entries;
    if (entries.length === 1 && only && equal(only.key, node.key) && equal(only.value, node.value))
      return node;
    return build(entries, depth);
  }
  const middle = firstRight(changes, depth);
  // A child that is to be opened is opened in its parent, where a recorder finds it again.
  if (middle > 0) child(node, 0, walk);
  if (middle < changes.length) child(node, 1, walk);
  const left = updateAt(node.left, changes.slice(0, middle), depth + 1, walk);
  const right = updateAt(node.right, changes.slice(middle), depth + 1, walk);
  if (left === node.left && right === node.right) return node;
  return join(left, right, (bit) => child(node, bit, walk), walk);
}

/** Changes to a place where a leaf is → entries that are there afterwards, in the order of their keys. */
export function withLeaf(changes: readonly Change[], leaf: Change): Change[] {
  const entries: Change[] = [];
  let placed = false;
  for (const change of changes) {
    const order = placed ? 1 : Buffer.compare(leaf.key, change.key);
    if (order < 0) entries.push(leaf);
    if (order <= 0) placed = true;
    if (!isZero(change.value)) entries.push(change);
  }
  if (!placed) entries.push(leaf);
  return entries;
}

/** Index of the first of some sorted changes whose key goes right at a depth. */
export function firstRight(changes: readonly Change[], depth: number, from = 0, to = changes.length): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bitAt((changes[middle] as Change).key, depth) === 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

function build(entries: readonly Change[], depth: number): Node {
  const [first] = entries;
  if (first === undefined) return NOTHING;
  if (entries.length === 1) return new LeafNode(first.key, first.value);
  if (depth >= MAX_DEPTH) throw new RangeError('a key is there twice');
  const middle = firstRight(entries, depth);
  return new InnerNode(build(entries.slice(0, middle), depth + 1), build(entries.slice(middle), depth + 1));
}

/** Two subtrees, one of which has changed, as one: an only leaf moves up, so what stands beside a void must be known. */
function join(left: Node, right: Node, reopen: (bit: number) => Node, walk: Walk): Node {
  if (left.kind !== EMPTY && right.kind !== EMPTY) return new InnerNode(left, right);
  const bit = left.kind === EMPTY ? 1 : 0;
  let alone = bit === 1 ? right : left;
  if (alone.kind === CLOSED) alone = reopen(bit);
  if (alone.kind === EMPTY) return NOTHING;
  if (alone.kind !== CLOSED) walk.visit(alone);
  if (alone.kind === LEAF) return alone;
  return bit === 1 ? new InnerNode(NOTHING, alone) : new InnerNode(alone, NOTHING);
}

/** The tree with every node closed that was not needed. */
export function prune(root: Node, needed: ReadonlySet<Node>): Node {
  if (root.kind === EMPTY || root.kind === CLOSED) return root;
  if (!needed.has(root)) return new ClosedNode(root.hash);
  if (root.kind === LEAF) return root;
  return new InnerNode(prune(root.left, needed), prune(root.right, needed));
}
