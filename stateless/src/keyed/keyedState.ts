/** A full state in memory, or on top of a store of nodes. */
import { StateError } from '../errors/base.js';
import type { BlockDiff, Changes, Default, FullState, Recording } from '../proof/backend.js';
import { sortedChanges } from '../proof/checkedChanges.js';
import { keyText } from '../util/bytes.js';
import { encodeProof } from './encodeProof.js';
import { CLOSED, type ClosedNode, type InnerNode, type LeafNode, type Node } from './node.js';
import { find, prune, update, type Walk } from './tree.js';

/** Where nodes are kept by their hash. */
export interface NodeSource {
  /** @throws StateError where it has no such node */
  load(hash: Uint8Array): InnerNode | LeafNode;
}

/** The source of a state that is all in memory. */
export const NO_SOURCE: NodeSource = {
  load() {
    throw new StateError('state/missing-node', 'a node of the state is not in memory');
  },
};

export class KeyedState implements FullState {
  constructor(
    /** Read by stores; closed where nothing was needed of it yet. */
    readonly tree: Node,
    readonly defaultValue: Default,
    readonly source: NodeSource = NO_SOURCE,
  ) {
    this.tree = tree.kind === CLOSED ? source.load(tree.hash) : tree;
  }

  root(): Uint8Array {
    return this.tree.hash;
  }

  get(key: Uint8Array): Uint8Array {
    keyText(key);
    return (
      find(
        this.tree,
        key,
        this.#walk(() => undefined),
      ) ?? this.defaultValue(key)
    );
  }

  apply(changes: Changes): KeyedState {
    const tree = update(
      this.tree,
      sortedChanges(changes),
      this.#walk(() => undefined),
    );
    return new KeyedState(tree, this.defaultValue, this.source);
  }

  prove(keys: Iterable<Uint8Array>): Uint8Array {
    const recording = this.record();
    for (const key of keys) recording.get(key);
    return recording.finish(new Map()).witness;
  }

  record(): Recording {
    const needed = new Set<Node>();
    const walk = this.#walk((node) => needed.add(node));
    return {
      get: (key) => {
        keyText(key);
        return find(this.tree, key, walk) ?? this.defaultValue(key);
      },
      finish: (changes) => {
        const tree = update(this.tree, sortedChanges(changes), walk);
        const post = new KeyedState(tree, this.defaultValue, this.source);
        return { post, witness: encodeProof(prune(this.tree, needed)) };
      },
    };
  }

  diff(changes: Changes): BlockDiff {
    const { post, witness } = this.record().finish(changes);
    return { preRoot: this.root(), postRoot: post.root(), changes, witness };
  }

  #walk(visit: (node: InnerNode | LeafNode) => void): Walk {
    return { open: (node: ClosedNode) => this.source.load(node.hash), visit };
  }
}
