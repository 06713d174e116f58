/**
 * Numbered entries of a journal. Written by `npm run generate:ids` from `guest/journal/src/{entries,reason}.rs`, where they
 * are defined; the shared vectors in `guest/journal/tests/vectors.json` hold the two encodings to each other.
 */

/** Limits that can be in force while compiling; all are counts or bytes. */
export const LIMITS = {
  /** Largest module accepted, in bytes. */
  1: 'wasmBytes',
  /** Most bytes of heap that may be live at once. */
  2: 'heapBytes',
  /** Largest sum of all allocation requests, in bytes. */
  3: 'allocatedBytes',
  /** Largest artifact, in bytes. */
  4: 'artifactBytes',
  /** Most types. */
  5: 'types',
  /** Most imports. */
  6: 'imports',
  /** Most functions with a body. */
  7: 'functions',
  /** Most tables, imported ones included. */
  8: 'tables',
  /** Most memories, imported ones included. */
  9: 'memories',
  /** Most globals, imported ones included. */
  10: 'globals',
  /** Most exports. */
  11: 'exports',
  /** Most element segments. */
  12: 'elementSegments',
  /** Most data segments. */
  13: 'dataSegments',
  /** Largest initial size of a table, in elements. */
  14: 'tableElements',
  /** Largest initial size of a memory, in wasm pages. */
  15: 'memoryPages',
  /** Most items of all element segments together. */
  16: 'elementItems',
  /** Most parameters and declared locals of all functions together. */
  17: 'locals',
  /** Most operators of all functions together. */
  18: 'operators',
  /** Largest function body, in bytes. */
  19: 'functionBytes',
  /** Most parameters and declared locals of a function. */
  20: 'functionLocals',
  /** Most parameters of a function type. */
  21: 'functionParams',
  /** Most results of a function type. */
  22: 'functionResults',
  /** Most operators of a function. */
  23: 'functionOperators',
  /** Most blocks (`block`, `loop`, `if`) of a function. */
  24: 'functionBlocks',
  /** Deepest nesting of blocks in a function. */
  25: 'functionNesting',
  /** Most targets of a `br_table`, its default included. */
  26: 'brTableTargets',
  /** Most branch edges (`br`, `br_if`, targets of `br_table`) of a function. */
  27: 'functionBranches',
  /**
   * Largest product of blocks and locals of a function: SSA form can need a block parameter for each pair.
   */
  28: 'functionBlockLocals',
  /** Deepest nesting of loops in a function: what is done again for each loop around it grows with it. */
  29: 'functionLoopNesting',
  /** Largest product of branch edges and locals of a function: each edge can carry a value for each local. */
  30: 'functionBranchLocals',
  /** Most instructions that the program executes until it states the outcome, as it counts them itself. */
  31: 'instructions',
} as const;

/** Quantities measured by the program that is proved; all are counts or bytes. */
export const METRICS = {
  /** Most bytes of heap live at once, as requested from the allocator. */
  1: 'peakHeapBytes',
  /** Sum of all allocation requests, in bytes. */
  2: 'allocatedBytes',
  /** Largest single allocation, in bytes. */
  3: 'largestAllocation',
  /** Bytes of address space the heap ever covered, fragmentation included. */
  4: 'heapFootprint',
  /** Functions with a body in the module. */
  5: 'functions',
  /** Bytes of the largest function body. */
  6: 'largestFunction',
  /** Compiler passes that were started, over all functions. */
  7: 'compilePasses',
  /** Operators of all functions. */
  8: 'operators',
  /** Machine code of the artifact (its `.text`), in bytes. */
  9: 'codeBytes',
  /** Largest machine stack frame of one function, return address and saved registers included, in bytes. */
  10: 'largestFrameBytes',
  /**
   * Largest sum of frames along direct calls, in bytes; left out where recursion or an indirect call leaves
   * it without a bound.
   */
  11: 'deepestStackBytes',
  /**
   * Instructions that the program executed until it stated the outcome, as it counts them itself: no fewer
   * than it did, and hardly more.
   */
  12: 'instructions',
} as const;

/** Why a module can be refused. */
export const REASONS = {
  /** Not a valid WebAssembly module under the profile's features. */
  1: 'invalid wasm',
  /** Valid, but uses something that the compiler does not support. */
  2: 'unsupported',
  /** The compiler's own limits were exceeded (Cranelift `ImplLimitExceeded`, `CodeTooLarge`). */
  3: 'compiler limit',
  /** Any other error that the compiler returned. */
  4: 'compiler error',
  /** The compiler panicked. */
  5: 'compiler panic',
  /** More heap than the limit allows. */
  6: 'heap limit',
  /** The module is larger than the limit allows. */
  7: 'module too large',
  /** A count of the module's shape is over a limit. */
  8: 'shape limit',
  /** More was allocated in all than the limit allows. */
  9: 'allocation limit',
  /** The artifact is larger than the limit allows. */
  10: 'artifact too large',
  /** An import is not on the list of allowed ones. */
  11: 'import not allowed',
  /** The program executed more instructions than the limit allows. */
  12: 'instruction limit',
} as const;

/** Name of a limit. */
export type LimitName = (typeof LIMITS)[keyof typeof LIMITS];
/** Name of a measured quantity. */
export type MetricName = (typeof METRICS)[keyof typeof METRICS];
/** Why a module was refused. */
export type RejectReason = (typeof REASONS)[keyof typeof REASONS];

/** Every limit, in the order of their numbers. */
export const LIMIT_NAMES: readonly LimitName[] = Object.values(LIMITS);
/** Every metric, in the order of their numbers. */
export const METRIC_NAMES: readonly MetricName[] = Object.values(METRICS);
