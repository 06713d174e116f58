/** Proofs as trees with closed subtrees, for what makes one proof of others. */
import { ProofError } from '../errors/base.js';
import { equal } from '../util/bytes.js';
import { decodeProof } from './decodeProof.js';
import { CLOSED, ClosedNode, EMPTY, INNER, InnerNode, LEAF, LeafNode, NOTHING, type Node } from './node.js';
import { find, prune, type Walk } from './tree.js';

/** A proof's tree. @throws ProofError */
export function treeOf(proof: Uint8Array): Node {
  const { bytes, kinds, right, at } = decodeProof(proof);
  const nodes: Node[] = new Array<Node>(kinds.length);
  for (let i = kinds.length - 1; i >= 0; i -= 1) {
    const start = at[i] as number;
    const hash = bytes.subarray(start, start + 32);
    if (kinds[i] === EMPTY) nodes[i] = NOTHING;
    else if (kinds[i] === CLOSED) nodes[i] = new ClosedNode(hash);
    else if (kinds[i] === LEAF) nodes[i] = new LeafNode(hash, bytes.subarray(start + 32, start + 64));
    else nodes[i] = new InnerNode(nodes[i + 1] as Node, nodes[right[i] as number] as Node);
  }
  return nodes[0] as Node;
}

/** What two trees with the same root show together. */
export function mergeTrees(a: Node, b: Node): Node {
  if (a.kind === CLOSED) return b;
  if (a.kind === INNER && b.kind === INNER) {
    return new InnerNode(mergeTrees(a.left, b.left), mergeTrees(a.right, b.right));
  }
  return a;
}

/** @throws ProofError `proof/different-roots` */
export function holdSameRoot(trees: readonly Node[]): void {
  const [first] = trees;
  if (first === undefined) throw new ProofError('proof/keys', 'there is no proof to merge');
  if (trees.some((tree) => !equal(tree.hash, first.hash))) {
    throw new ProofError('proof/different-roots', 'the proofs are not of one root', {
      hint: 'Refresh those of earlier blocks first.',
    });
  }
}

/** A walk over a partial tree: what is closed is not there. Notes in `needed` what was. */
export function partialWalk(needed: Set<Node>): Walk {
  return {
    open() {
      throw new ProofError('proof/missing-node', 'the proof does not reach as far as what is asked of it', {
        hint: 'It was made for other keys.',
      });
    },
    visit: (node) => needed.add(node),
  };
}

/** The part of a tree that shows these keys. @throws ProofError `proof/missing-node` */
export function extractTree(root: Node, keys: Iterable<Uint8Array>): Node {
  const needed = new Set<Node>();
  const walk = partialWalk(needed);
  for (const key of keys) find(root, key, walk);
  return prune(root, needed);
}
