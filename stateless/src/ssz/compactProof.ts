/**
 * Compact multiproofs by generalized indices, in the form of EIP-8364. As bytes: the descriptor, then the nodes, 32 bytes
 * each; the descriptor says where it ends, and how many nodes there are.
 */
import { getNode, type Node } from '@chainsafe/persistent-merkle-tree';
import { ProofError } from '../errors/base.js';
import { MAX_PROOF_BYTES } from '../proof/limits.js';
import { equal } from '../util/bytes.js';
import { sha256 } from '../util/sha256.js';
import { descriptorOf, readDescriptor, type Shape } from './descriptor.js';
import { sortedPaths } from './gindex.js';

/** A decoded proof; nodes lie in its bytes. */
export interface CompactProof {
  readonly shape: Shape;
  readonly descriptor: Uint8Array;
  /** `shape.count` nodes of 32 bytes. */
  readonly nodes: Uint8Array;
}

/** Hash of an inner node of SSZ. */
export const hashPair = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(left, right);

/**
 * The proof of some indices of a tree of ChainSafe's nodes.
 *
 * @param root a node of `@chainsafe/persistent-merkle-tree`, as `type.toView(value).node` of `@chainsafe/ssz` gives it
 * @throws ProofError `proof/keys` where an index is out of form, lies below another, or is not in the tree
 */
export function proveIndices(root: Node, gindices: Iterable<bigint>): Uint8Array {
  const descriptor = descriptorOf(sortedPaths(gindices));
  return serve(root, descriptor);
}

/** The proof that a descriptor asks for, as a provider serves it. @throws ProofError */
export function serve(root: Node, descriptor: Uint8Array): Uint8Array {
  const shape = readDescriptor(descriptor);
  const nodes: Uint8Array[] = [];
  const open: Node[] = [root];
  for (let i = 0; i < shape.right.length; i += 1) {
    const node = open.pop() as Node;
    if (shape.right[i] === 0) nodes.push(node.root);
    else if (node.isLeaf()) throw new ProofError('proof/keys', 'an index lies below the leaves of the tree');
    else open.push(node.right, node.left);
  }
  return Buffer.concat([descriptor, ...nodes]);
}

/** @throws ProofError `proof/malformed`, `proof/not-canonical`, `proof/too-large` */
export function decodeCompact(bytes: Uint8Array): CompactProof {
  if (bytes.length > MAX_PROOF_BYTES)
    throw new ProofError('proof/too-large', `a proof of ${bytes.length} bytes`);
  const length = descriptorLength(bytes);
  const descriptor = bytes.subarray(0, length);
  const shape = readDescriptor(descriptor);
  const nodes = bytes.subarray(length);
  if (nodes.length !== 32 * shape.count) {
    throw new ProofError(
      'proof/malformed',
      `not a compact proof: ${nodes.length} bytes of nodes, where its descriptor has ${32 * shape.count}`,
    );
  }
  return { shape, descriptor, nodes };
}

function descriptorLength(bytes: Uint8Array): number {
  let balance = 0;
  for (const [i, byte] of bytes.entries()) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      balance += (byte >> bit) & 1 ? 1 : -1;
      if (balance === 1) return i + 1;
    }
  }
  throw new ProofError('proof/malformed', 'not a compact proof: its descriptor does not end');
}

/** Hashes from the last node to the first: children come after their parents, so no recursion is needed. */
export function rootOfCompact({ shape, nodes }: CompactProof): Uint8Array {
  const hashes: Uint8Array[] = new Array<Uint8Array>(shape.right.length);
  for (let i = hashes.length - 1; i >= 0; i -= 1) {
    const right = shape.right[i] as number;
    if (right !== 0) hashes[i] = hashPair(hashes[i + 1] as Uint8Array, hashes[right] as Uint8Array);
    else hashes[i] = nodes.subarray(32 * (shape.given[i] as number), 32 * (shape.given[i] as number) + 32);
  }
  return hashes[0] as Uint8Array;
}

/**
 * Checks the proof of indices that the caller names: the descriptor is derived from them, not taken from the proof.
 *
 * @returns nodes by index, 32 bytes each
 * @throws ProofError `proof/keys`; `proof/missing-node` where the proof is of another shape; `proof/root-mismatch`; as
 *   `decodeCompact`
 */
export function verifyIndices(
  bytes: Uint8Array,
  root: Uint8Array,
  gindices: Iterable<bigint>,
): Map<bigint, Uint8Array> {
  const wanted = [...gindices];
  const paths = sortedPaths(wanted);
  const proof = decodeCompact(bytes);
  if (!equal(proof.descriptor, descriptorOf(paths))) {
    throw new ProofError('proof/missing-node', 'the proof is of another shape than the indices ask for', {
      hint: 'It was made for other indices.',
    });
  }
  if (!equal(rootOfCompact(proof), root)) {
    throw new ProofError('proof/root-mismatch', 'the proof is not of the root that is trusted');
  }
  const { right, given } = proof.shape;
  const found = new Map<bigint, Uint8Array>();
  for (const gindex of wanted) {
    let i = 0;
    for (const step of gindex.toString(2).slice(1)) i = step === '0' ? i + 1 : (right[i] as number);
    const at = 32 * (given[i] as number);
    found.set(gindex, proof.nodes.subarray(at, at + 32));
  }
  return found;
}

/** The node at an index of a full tree, for comparing. */
export function nodeAt(root: Node, gindex: bigint): Uint8Array {
  return getNode(root, gindex).root;
}
