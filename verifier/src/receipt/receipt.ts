/**
 * A receipt is a CBOR map (RFC 8949, core deterministic encoding but for the order of keys, which is the one below)
 * with exactly these keys. Nothing in it is trusted before the seal has been checked; `imageId` only says which
 * program the seal is expected to be about.
 */
export interface Receipt {
  /** Envelope format version: in 2 the seal of kind `stark` is packed, in 1 it is in SP1's own form, twice as long. */
  version: 1 | 2;
  /** `sp1` or `risc0`. */
  proofSystem: string;
  /** Circuit version of the proof system, for instance `v6.1.0`. */
  circuit: string;
  /** 32 bytes. */
  imageId: Uint8Array;
  /** The public statement, as the program committed it. */
  journal: Uint8Array;
  /** `stark`: SP1 compressed proof. `groth16`: the same shrunk to a few hundred bytes, without the clock. */
  sealKind: string;
  /** The proof. */
  seal: Uint8Array;
}

/** The envelope version that is written. Version 1 is still read. */
export const RECEIPT_VERSION = 2;
/** Largest receipt that is looked at, bytes: a compressed proof takes 0.64 MB, and 1.3 MB in version 1. */
export const MAX_RECEIPT_BYTES = 8 << 20;
