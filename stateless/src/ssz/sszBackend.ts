/**
 * Proofs by generalized indices in a tree of depth 256: a key is the path of index 2^256 + key. Every present key costs some
 * 256 hashes in a proof, most of them of empty subtrees; this backend is the bridge to SSZ, not the compact one.
 */
import { BranchNode, LeafNode, type Node, zeroNode } from '@chainsafe/persistent-merkle-tree';
import { ProofError } from '../errors/base.js';
import type {
  BlockDiff,
  Changes,
  Default,
  FullState,
  ProofBackend,
  Recording,
  Witness,
} from '../proof/backend.js';
import { sortedChanges } from '../proof/checkedChanges.js';
import { MAX_DEPTH } from '../proof/limits.js';
import { equal, keyText, ZERO } from '../util/bytes.js';
import { decodeCompact, rootOfCompact } from './compactProof.js';
import { encodeSsz, SszWitness, voidHash } from './sszProof.js';
import { emptyTree, findIn, isVoid, updateIn } from './sszTree.js';

export class SszState implements FullState {
  constructor(
    readonly tree: Node,
    readonly defaultValue: Default,
  ) {}

  root(): Uint8Array {
    return this.tree.root;
  }

  get(key: Uint8Array): Uint8Array {
    keyText(key);
    return findIn(this.tree, key, () => undefined) ?? this.defaultValue(key);
  }

  apply(changes: Changes): SszState {
    return new SszState(
      updateIn(this.tree, sortedChanges(changes), () => undefined),
      this.defaultValue,
    );
  }

  prove(keys: Iterable<Uint8Array>): Uint8Array {
    const recording = this.record();
    for (const key of keys) recording.get(key);
    return recording.finish(new Map()).witness;
  }

  record(): Recording {
    const needed = new Set<Node>();
    const visit = (node: Node) => needed.add(node);
    return {
      get: (key) => {
        keyText(key);
        return findIn(this.tree, key, visit) ?? this.defaultValue(key);
      },
      finish: (changes) => {
        const post = new SszState(updateIn(this.tree, sortedChanges(changes), visit), this.defaultValue);
        return { post, witness: encodeSsz(this.tree, needed) };
      },
    };
  }

  diff(changes: Changes): BlockDiff {
    const { post, witness } = this.record().finish(changes);
    return { preRoot: this.root(), postRoot: post.root(), changes, witness };
  }
}

/** A proof as a tree of which closed subtrees are leaves, but for those without entries, which are known. */
function treeOf(bytes: Uint8Array): Node {
  const { shape, nodes } = decodeCompact(bytes);
  const depths = new Uint16Array(shape.right.length);
  for (const [i, right] of shape.right.entries()) {
    if (right === 0) continue;
    depths[i + 1] = (depths[i] as number) + 1;
    depths[right] = (depths[i] as number) + 1;
  }
  const made: Node[] = new Array<Node>(shape.right.length);
  for (let i = made.length - 1; i >= 0; i -= 1) {
    const right = shape.right[i] as number;
    const at = 32 * (shape.given[i] as number);
    const hash = nodes.subarray(at, at + 32);
    const depth = depths[i] as number;
    if (right !== 0) made[i] = new BranchNode(made[i + 1] as Node, made[right] as Node);
    else made[i] = equal(hash, voidHash(depth)) ? zeroNode(MAX_DEPTH - depth) : LeafNode.fromRoot(hash);
  }
  return made[0] as Node;
}

function merged(a: Node, b: Node, depth: number): Node {
  if (a.isLeaf() || isVoid(a, depth)) return b;
  if (b.isLeaf() || isVoid(b, depth)) return a;
  return new BranchNode(merged(a.left, b.left, depth + 1), merged(a.right, b.right, depth + 1));
}

/** Reading below a leaf of ChainSafe's tree throws an Error of its own. */
function reach<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof ProofError) throw error;
    throw new ProofError('proof/missing-node', 'the proof does not reach as far as what is asked of it', {
      cause: error,
    });
  }
}

function extracted(tree: Node, keys: Iterable<Uint8Array>): Uint8Array {
  const needed = new Set<Node>();
  for (const key of keys) reach(() => findIn(tree, key, (node) => void (node.isLeaf() || needed.add(node))));
  return encodeSsz(tree, needed);
}

export class SszBackend implements ProofBackend {
  readonly name = 'ssz-256';
  readonly emptyRoot = voidHash(0);

  /** @param defaultValue what is uninitialised; every node has to have the same. Left out: zeros. */
  constructor(readonly defaultValue: Default = () => ZERO) {}

  build(entries: Changes): SszState {
    return new SszState(emptyTree(), this.defaultValue).apply(entries);
  }

  open(proof: Uint8Array): Witness {
    return new SszWitness(proof, this.defaultValue);
  }

  verify(proof: Uint8Array, root: Uint8Array, keys: Iterable<Uint8Array>): Map<string, Uint8Array> {
    const witness = this.open(proof);
    const values = new Map<string, Uint8Array>();
    for (const key of keys) values.set(keyText(key), witness.get(key));
    witness.authenticate(root, new Map());
    return values;
  }

  rootOf(proof: Uint8Array): Uint8Array {
    return rootOfCompact(decodeCompact(proof));
  }

  merge(proofs: readonly Uint8Array[]): Uint8Array {
    const trees = proofs.map(treeOf);
    const [first] = trees;
    if (first === undefined) throw new ProofError('proof/keys', 'there is no proof to merge');
    if (trees.some((tree) => !equal(tree.root, first.root))) {
      throw new ProofError('proof/different-roots', 'the proofs are not of one root', {
        hint: 'Refresh those of earlier blocks first.',
      });
    }
    const tree = trees.reduce((a, b) => merged(a, b, 0));
    return encodeSsz(tree, openNodes(tree));
  }

  extract(proof: Uint8Array, keys: Iterable<Uint8Array>): Uint8Array {
    return extracted(treeOf(proof), keys);
  }

  refresh(proof: Uint8Array, keys: Iterable<Uint8Array>, diff: BlockDiff): Uint8Array {
    const [own, block] = [treeOf(proof), treeOf(diff.witness)];
    if (!equal(own.root, diff.preRoot) || !equal(block.root, diff.preRoot)) {
      throw new ProofError('proof/different-roots', 'the diff is not of the root that the proof is of', {
        hint: 'Apply the diffs of all blocks since, one after the other.',
      });
    }
    const after = reach(() => updateIn(merged(own, block, 0), sortedChanges(diff.changes), () => undefined));
    if (!equal(after.root, diff.postRoot)) {
      throw new ProofError(
        'proof/root-mismatch',
        'the changes of the diff do not give the root that it names',
      );
    }
    return extracted(after, keys);
  }
}

/** Inner nodes of a partial tree, but for those of empty subtrees. */
function openNodes(root: Node): Set<Node> {
  const found = new Set<Node>();
  const open: { node: Node; depth: number }[] = [{ node: root, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, depth } = next;
    if (depth === MAX_DEPTH || node.isLeaf() || isVoid(node, depth)) continue;
    found.add(node);
    open.push({ node: node.left, depth: depth + 1 }, { node: node.right, depth: depth + 1 });
  }
  return found;
}
