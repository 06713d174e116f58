/** A sparse tree of depth 256 on ChainSafe's persistent nodes: what has no entries is their shared node of zeros. */
import { BranchNode, LeafNode, type Node, zeroNode } from '@chainsafe/persistent-merkle-tree';
import { firstRight } from '../keyed/tree.js';
import type { Change } from '../proof/checkedChanges.js';
import { MAX_DEPTH } from '../proof/limits.js';
import { bitAt, isZero } from '../util/bytes.js';

/** The empty state. */
export const emptyTree = (): Node => zeroNode(MAX_DEPTH);

/** Whether nothing is below a node that stands at a depth. */
export const isVoid = (node: Node, depth: number): boolean => node === zeroNode(MAX_DEPTH - depth);

/** The value of a key, or undefined; `visit` is told of each inner node on the way that has entries. */
export function findIn(root: Node, key: Uint8Array, visit: (node: Node) => void): Uint8Array | undefined {
  let node = root;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (isVoid(node, depth)) return undefined;
    visit(node);
    node = bitAt(key, depth) === 0 ? node.left : node.right;
  }
  return isVoid(node, MAX_DEPTH) ? undefined : node.root;
}

/** The tree after sorted changes; recursion ends at depth 256. */
export function updateIn(
  node: Node,
  changes: readonly Change[],
  visit: (node: Node) => void,
  depth = 0,
): Node {
  const [first] = changes;
  if (first === undefined) return node;
  if (depth === MAX_DEPTH) return isZero(first.value) ? zeroNode(0) : LeafNode.fromRoot(first.value);
  if (!isVoid(node, depth)) visit(node);
  const middle = firstRight(changes, depth);
  const left = updateIn(node.left, changes.slice(0, middle), visit, depth + 1);
  const right = updateIn(node.right, changes.slice(middle), visit, depth + 1);
  if (left === node.left && right === node.right) return node;
  // One object for what is empty, so that it is known again.
  if (isVoid(left, depth + 1) && isVoid(right, depth + 1)) return zeroNode(MAX_DEPTH - depth);
  return new BranchNode(left, right);
}
