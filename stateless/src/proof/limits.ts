/** What bounds proofs from outside, whatever the backend. */

/** Largest proof, bytes. */
export const MAX_PROOF_BYTES = 64 << 20;
/** Most nodes of a proof, closed ones among them. */
export const MAX_PROOF_NODES = 1 << 21;
/** Deepest node: bits of a key. */
export const MAX_DEPTH = 256;
