/**
 * What the rest of this package knows of a proof system: an authenticated map from keys of 32 bytes to values of 32 bytes.
 * A value of zeros is what is uninitialised; setting it removes the key. Proofs cross this interface as bytes.
 */

/** New values by key (64 hex digits); 32 zero bytes remove. */
export type Changes = ReadonlyMap<string, Uint8Array>;

/** What `get` gives for a key that has no value. */
export type Default = (key: Uint8Array) => Uint8Array;

/** All of a state, or a view of a database that has all of it. Never changes: `apply` gives another one. */
export interface FullState {
  /** 32 bytes. */
  root(): Uint8Array;
  /** @throws StateError where a database lacks something */
  get(key: Uint8Array): Uint8Array;
  /** The state after these changes. */
  apply(changes: Changes): FullState;
  /** The one proof about these keys, of what they have and that they have nothing. */
  prove(keys: Iterable<Uint8Array>): Uint8Array;
  /** Begins to record what a block gets and sets. */
  record(): Recording;
  /** What others need to bring proofs of this state up to the state after the changes. */
  diff(changes: Changes): BlockDiff;
}

/** Records every get on a state, and at the end the sets, so that the witness can be built. */
export interface Recording {
  get(key: Uint8Array): Uint8Array;
  /** Ends it: the state after the changes, and the one witness of all gets and of these changes. */
  finish(changes: Changes): { post: FullState; witness: Uint8Array };
}

/** A proof as an executor uses it: looked up in place, authenticated once at the end, in a single pass. */
export interface Witness {
  /**
   * In-place look-up. Not authenticated yet: what comes of it is worth nothing until `authenticate` has returned.
   *
   * @throws ProofError `proof/missing-node`
   */
  get(key: Uint8Array): Uint8Array;
  /**
   * Computes the root before and the root after the changes in one pass, and holds the one before against the trusted one.
   * Every node that the proof opens must have been needed, by a get or by a change.
   *
   * @returns the root after, 32 bytes
   * @throws ProofError `proof/root-mismatch`, `proof/missing-node`, `proof/superfluous-node`
   */
  authenticate(root: Uint8Array, changes: Changes): Uint8Array;
}

/** One block, as proofs are refreshed with it. */
export interface BlockDiff {
  /** Root before, 32 bytes. */
  preRoot: Uint8Array;
  /** Root after, 32 bytes. */
  postRoot: Uint8Array;
  changes: Changes;
  /** A proof under the root before that is enough to apply the changes. */
  witness: Uint8Array;
}

/** A proof system. */
export interface ProofBackend {
  readonly name: string;
  /** Root of the state without entries, 32 bytes. */
  readonly emptyRoot: Uint8Array;
  /** A state in memory with these entries. */
  build(entries: Changes): FullState;
  /** @throws ProofError for what is not one canonical proof of this backend */
  open(proof: Uint8Array): Witness;
  /**
   * Checks the proof of keys under a trusted root: nothing may be missing, nothing superfluous.
   *
   * @returns values by key, 32 bytes each
   * @throws ProofError
   */
  verify(proof: Uint8Array, root: Uint8Array, keys: Iterable<Uint8Array>): Map<string, Uint8Array>;
  /** The root that a proof gives, 32 bytes. @throws ProofError */
  rootOf(proof: Uint8Array): Uint8Array;
  /** One proof of what several under one root show. @throws ProofError, also `proof/different-roots` */
  merge(proofs: readonly Uint8Array[]): Uint8Array;
  /** The proof of some of the keys that a proof is about. @throws ProofError */
  extract(proof: Uint8Array, keys: Iterable<Uint8Array>): Uint8Array;
  /**
   * A proof of the same keys under the root after a block.
   *
   * @throws ProofError, also `proof/different-roots` where the diff is not of the proof's root, `proof/root-mismatch` where
   *   its changes do not give its root
   */
  refresh(proof: Uint8Array, keys: Iterable<Uint8Array>, diff: BlockDiff): Uint8Array;
}
