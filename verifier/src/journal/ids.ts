/**
 * Numbered entries of a journal. The numbers are those of `guest/journal/src/{entries,reason}.rs`; the shared vectors
 * in `guest/journal/tests/vectors.json` hold the two to each other.
 */

/**
 * Limits that can be in force while compiling; all are counts or bytes. Tables, memories and globals are counted with
 * the imported ones, functions are those with a body, parameters count as locals.
 */
export const LIMITS = {
  1: 'wasmBytes',
  2: 'heapBytes',
  3: 'allocatedBytes',
  4: 'artifactBytes',
  5: 'types',
  6: 'imports',
  7: 'functions',
  8: 'tables',
  9: 'memories',
  10: 'globals',
  11: 'exports',
  12: 'elementSegments',
  13: 'dataSegments',
  14: 'tableElements',
  15: 'memoryPages',
  16: 'elementItems',
  17: 'locals',
  18: 'operators',
  19: 'functionBytes',
  20: 'functionLocals',
  21: 'functionParams',
  22: 'functionResults',
  23: 'functionOperators',
  24: 'functionBlocks',
  25: 'functionNesting',
  26: 'brTableTargets',
  27: 'functionBranches',
  28: 'functionBlockLocals',
  29: 'functionLoopNesting',
  30: 'functionBranchLocals',
  31: 'instructions',
} as const;

/** Quantities measured by the program that is proved; all are counts or bytes. 9 to 11 only where compiled. */
export const METRICS = {
  1: 'peakHeapBytes',
  2: 'allocatedBytes',
  3: 'largestAllocation',
  4: 'heapFootprint',
  5: 'functions',
  6: 'largestFunction',
  7: 'compilePasses',
  8: 'operators',
  9: 'codeBytes',
  10: 'largestFrameBytes',
  11: 'deepestStackBytes',
  12: 'instructions',
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
  8: 'shape limit',
  9: 'allocation limit',
  10: 'artifact too large',
  11: 'import not allowed',
  12: 'instruction limit',
} as const;

export type LimitName = (typeof LIMITS)[keyof typeof LIMITS];
export type MetricName = (typeof METRICS)[keyof typeof METRICS];
export type RejectReason = (typeof REASONS)[keyof typeof REASONS];

/** Every limit, in the order of their numbers. */
export const LIMIT_NAMES: readonly LimitName[] = Object.values(LIMITS);
/** Every metric, in the order of their numbers. */
export const METRIC_NAMES: readonly MetricName[] = Object.values(METRICS);
