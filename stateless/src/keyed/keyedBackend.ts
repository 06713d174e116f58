import { ProofError } from '../errors/base.js';
import type { BlockDiff, Changes, Default, ProofBackend, Witness } from '../proof/backend.js';
import { sortedChanges } from '../proof/checkedChanges.js';
import { equal, keyText, ZERO } from '../util/bytes.js';
import { encodeProof } from './encodeProof.js';
import { KeyedState, type NodeSource } from './keyedState.js';
import { NOTHING, type Node } from './node.js';
import { PackedWitness } from './packedWitness.js';
import { extractTree, holdSameRoot, mergeTrees, partialWalk, treeOf } from './partialTree.js';
import { update } from './tree.js';

/** Where a view finds what its proof has closed: nowhere. */
const UNREACHED: NodeSource = {
  load() {
    throw new ProofError('proof/missing-node', 'the proof does not reach as far as what is asked of it', {
      hint: 'It was made for other keys, or before another block.',
    });
  },
};

/** Proofs by a sparse Merkle tree with SHA-256 over keys of 32 bytes. */
export class KeyedBackend implements ProofBackend {
  readonly name = 'keyed-sha256';
  readonly emptyRoot = ZERO;

  /** @param defaultValue what is uninitialised; every node has to have the same. Left out: zeros. */
  constructor(readonly defaultValue: Default = () => ZERO) {}

  build(entries: Changes): KeyedState {
    return new KeyedState(NOTHING, this.defaultValue).apply(entries);
  }

  open(proof: Uint8Array): Witness {
    return new PackedWitness(proof, this.defaultValue);
  }

  verify(proof: Uint8Array, root: Uint8Array, keys: Iterable<Uint8Array>): Map<string, Uint8Array> {
    const witness = this.open(proof);
    const values = new Map<string, Uint8Array>();
    for (const key of keys) values.set(keyText(key), witness.get(key));
    witness.authenticate(root, new Map());
    return values;
  }

  /**
   * A proof as if it were the whole state: what it does not reach is refused when it is asked for. With it an executor that
   * makes witnesses works without a state.
   *
   * @throws ProofError for what is not one canonical proof; its states throw `proof/missing-node`
   */
  view(proof: Uint8Array): KeyedState {
    return new KeyedState(treeOf(proof), this.defaultValue, UNREACHED);
  }

  rootOf(proof: Uint8Array): Uint8Array {
    return new PackedWitness(proof, this.defaultValue).root();
  }

  merge(proofs: readonly Uint8Array[]): Uint8Array {
    const trees = proofs.map(treeOf);
    holdSameRoot(trees);
    return encodeProof(trees.reduce(mergeTrees));
  }

  extract(proof: Uint8Array, keys: Iterable<Uint8Array>): Uint8Array {
    return encodeProof(extractTree(treeOf(proof), keys));
  }

  refresh(proof: Uint8Array, keys: Iterable<Uint8Array>, diff: BlockDiff): Uint8Array {
    const [own, block] = [treeOf(proof), treeOf(diff.witness)];
    holdSameRoot([own, block]);
    if (!equal(own.hash, diff.preRoot)) {
      throw new ProofError('proof/different-roots', 'the diff is not of the root that the proof is of', {
        hint: 'Apply the diffs of all blocks since, one after the other.',
      });
    }
    const after = update(mergeTrees(own, block), sortedChanges(diff.changes), partialWalk(new Set<Node>()));
    if (!equal(after.hash, diff.postRoot)) {
      throw new ProofError(
        'proof/root-mismatch',
        'the changes of the diff do not give the root that it names',
      );
    }
    return encodeProof(extractTree(after, keys));
  }
}
