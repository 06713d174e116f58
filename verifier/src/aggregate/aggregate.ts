/**
 * An aggregate stands for many receipts with one seal. It is a CBOR map (RFC 8949, core deterministic encoding but for the
 * order of keys, which is the one below) with exactly these keys; each statement is an array of image ID and journal.
 * Nothing in it is trusted before the seal has been checked.
 */
export interface Aggregate {
  /** Envelope format version: in 2 the seal is packed, in 1 it is in SP1's own form, twice as long. */
  version: 1 | 2;
  /** By which an aggregate is told from a single receipt. */
  sealKind: 'aggregate';
  /** `sp1`. */
  proofSystem: string;
  /** Circuit version of the proof system, for instance `v6.1.0`. */
  circuit: string;
  /** Of the aggregator, 32 bytes. */
  imageId: Uint8Array;
  /** What it stands for, rising strictly by image ID and then by SHA-256 of the journal: 1 to 1,000. */
  statements: readonly FoldedStatement[];
  /** The aggregator's compressed proof. */
  seal: Uint8Array;
}

/** One of the receipts that were folded, less its seal. */
export interface FoldedStatement {
  /** Of the compiler image, 32 bytes. */
  imageId: Uint8Array;
  /** The public statement, as that image committed it. */
  journal: Uint8Array;
}

/** Most receipts in one aggregate; `guest/aggregate` has the same number. */
export const MAX_AGGREGATED = 1000;
