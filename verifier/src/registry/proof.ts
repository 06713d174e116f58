import type { RegistryEntry, RegistryKey } from './entry.js';

/**
 * A proof about any number of entries under one root: what is claimed, and the part of the tree that shows it. It is the
 * tree with every subtree closed (only its hash kept) that no claimed key's path goes through, so paths share their upper
 * nodes, and there is exactly one proof of a set of claims. A proof about one entry is the case of one claim.
 */
export interface RegistryProof {
  /** Entries that are in the registry, in the order of `compareKeys`. */
  members: RegistryEntry[];
  /** Keys that are not, in the order of `compareKeys`. */
  absent: RegistryKey[];
  tree: PrunedNode;
}

/** A node of the open part of a tree. */
export type PrunedNode =
  /** No entry here. */
  | { kind: 'empty' }
  /** A closed subtree, not empty. */
  | { kind: 'hash'; hash: bigint }
  /** The leaf of one of the members. */
  | { kind: 'member' }
  /** The leaf of an entry that nothing is claimed about, at the end of an absent key's path. */
  | { kind: 'other'; key: bigint; value: bigint }
  | { kind: 'inner'; left: PrunedNode; right: PrunedNode };

/** Most claims in a proof. */
export const MAX_CLAIMS = 1024;
/**
 * Most inner nodes in a proof; each is one hash to check, 0.2 ms. So many are enough for MAX_CLAIMS entries out of thirteen
 * million: c claims out of n entries open about c (log2(n / c) + 2.3) of them.
 */
export const MAX_PROOF_INNER = 1 << 14;
/** Largest encoded proof, bytes. */
export const MAX_PROOF_BYTES = 2 << 20;
/** The one format version that exists. */
export const PROOF_VERSION = 1;
