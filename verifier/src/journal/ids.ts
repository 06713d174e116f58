/**
 * Numbered entries of a journal. The numbers are those of `guest/journal/src/{entries,reason}.rs`; the shared vectors
 * in `guest/journal/tests/vectors.json` hold the two to each other.
 */

/** Limits that were in force while compiling. */
export const LIMITS = { 1: 'wasmBytes', 2: 'heapBytes' } as const;

/** Quantities measured by the program that is proved; all are counts or bytes. */
export const METRICS = {
  1: 'peakHeapBytes',
  2: 'allocatedBytes',
  3: 'largestAllocation',
  4: 'heapFootprint',
  5: 'functions',
  6: 'largestFunction',
  7: 'compilePasses',
} as const;

/** Why a module can be refused. */
export const REASONS = {
  1: 'invalid wasm',
  2: 'unsupported',
  3: 'compiler limit',
  4: 'compiler error',
  5: 'compiler panic',
  6: 'heap limit',
  7: 'module too large',
} as const;

export type LimitName = (typeof LIMITS)[keyof typeof LIMITS];
export type MetricName = (typeof METRICS)[keyof typeof METRICS];
export type RejectReason = (typeof REASONS)[keyof typeof REASONS];
