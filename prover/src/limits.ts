/** What the image is told to keep to. */
export interface Limits {
  /** Largest module, bytes. */
  wasmBytes: bigint;
  /** Most heap live at once inside the zkVM, bytes. */
  heapBytes: bigint;
  /** Most cycles; not part of the statement, the run is stopped. */
  maxCycles: bigint;
}

/**
 * Defaults. Modules: 4 MiB, NEAR's limit for contracts. Heap: 512 MiB, twice what Polkadot's pre-checking allows at
 * the least. Cycles: 20 thousand million, 40 times what a 200 KB contract takes.
 */
export const DEFAULT_LIMITS: Limits = {
  wasmBytes: 4n << 20n,
  heapBytes: 512n << 20n,
  maxCycles: 20_000_000_000n,
};

/** 32 zero bytes: a receipt that is bound to no chain or contract. */
export const NO_CONTEXT = '0'.repeat(64);
