import {
  type CompactMultiProof,
  createProof,
  LeafNode,
  type Node,
  ProofType,
  setNodesAtDepth,
  subtreeFillToContents,
  Tree,
  toGindex,
} from '@chainsafe/persistent-merkle-tree';
import { entryOf, type Peer, type Proved } from './peer.js';

/** ChainSafe's tree as a list of values: by place, not by key, so the tree is dense and only as deep as it must be. */
export class DenseList implements Peer {
  readonly name = '@chainsafe/persistent-merkle-tree';
  #node!: Node;
  #depth = 0;

  async build(count: number): Promise<void> {
    this.#depth = Math.ceil(Math.log2(count));
    const leaves: Node[] = [];
    for (let n = 0; n < count; n += 1) leaves.push(LeafNode.fromRoot(entryOf(n)));
    this.#node = subtreeFillToContents(leaves, this.#depth);
    this.#node.root;
  }

  async prove(numbers: readonly number[]): Promise<Proved> {
    const root = this.#node.root;
    const gindices = numbers.map((n) => toGindex(this.#depth, BigInt(n)));
    const { computeDescriptor } = await import('@chainsafe/persistent-merkle-tree');
    const descriptor = computeDescriptor(gindices);
    const proof = createProof(this.#node, { type: ProofType.compactMulti, descriptor }) as CompactMultiProof;
    const verify = () => {
      const tree = Tree.createFromProof(proof);
      if (Buffer.compare(tree.root, root) !== 0) throw new Error('another root');
      for (const gindex of gindices) tree.getRoot(gindex);
    };
    return { bytes: proof.descriptor.length + 32 * proof.leaves.length, verify };
  }

  async update(numbers: readonly number[], round: number): Promise<void> {
    const leaves = numbers.map((n) => LeafNode.fromRoot(entryOf(n, round)));
    this.#node = setNodesAtDepth(this.#node, this.#depth, [...numbers], leaves);
    this.#node.root;
  }
}
