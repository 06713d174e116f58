/**
 * Nodes of a sparse Merkle tree. A key's path is its bits, the highest first. A subtree without entries is empty, one with
 * one entry is its leaf, at whatever depth, one with more is an inner node, even where one side is empty. So the tree, and
 * its root, follow from the entries alone. Nodes never change but for closed ones below them that a store opens.
 */
import { ZERO } from '../util/bytes.js';
import { hashInner, hashLeaf } from './hash.js';

/** Kinds, as two bits of a proof. */
export const EMPTY = 0;
export const CLOSED = 1;
export const LEAF = 2;
export const INNER = 3;

export class EmptyNode {
  readonly kind = EMPTY;
  get hash(): Uint8Array {
    return ZERO;
  }
}

/** A subtree of which only the hash is known. */
export class ClosedNode {
  readonly kind = CLOSED;
  constructor(readonly hash: Uint8Array) {}
}

export class LeafNode {
  readonly kind = LEAF;
  #hash: Uint8Array | undefined;
  constructor(
    readonly key: Uint8Array,
    readonly value: Uint8Array,
  ) {}
  get hash(): Uint8Array {
    this.#hash ??= hashLeaf(this.key, this.value);
    return this.#hash;
  }
}

export class InnerNode {
  readonly kind = INNER;
  #hash: Uint8Array | undefined;
  constructor(
    public left: Node,
    public right: Node,
  ) {}
  /** Recursion ends within 256 levels. */
  get hash(): Uint8Array {
    this.#hash ??= hashInner(this.left.hash, this.right.hash);
    return this.#hash;
  }
}

export type Node = EmptyNode | ClosedNode | LeafNode | InnerNode;

/** The one empty node. */
export const NOTHING = new EmptyNode();
