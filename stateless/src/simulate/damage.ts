/** Witnesses that are not the one: with a node left out. */
import { encodeProof } from '../keyed/encodeProof.js';
import { CLOSED, ClosedNode, EMPTY, INNER, InnerNode, type Node } from '../keyed/node.js';
import { treeOf } from '../keyed/partialTree.js';

/** How many nodes of a proof are open. */
export function openNodes(proof: Uint8Array): number {
  return countOpen(treeOf(proof));
}

function countOpen(node: Node): number {
  if (node.kind === EMPTY || node.kind === CLOSED) return 0;
  return node.kind === INNER ? 1 + countOpen(node.left) + countOpen(node.right) : 1;
}

/** The proof with one of its open nodes closed, counted depth first. */
export function withoutNode(proof: Uint8Array, which: number): Uint8Array {
  return encodeProof(closeNode(treeOf(proof), which));
}

function closeNode(node: Node, which: number): Node {
  if (which === 0) return new ClosedNode(node.hash);
  if (node.kind !== INNER) throw new RangeError('there is no such node');
  const left = countOpen(node.left);
  if (which <= left) return new InnerNode(closeNode(node.left, which - 1), node.right);
  return new InnerNode(node.left, closeNode(node.right, which - 1 - left));
}
