/**
 * The inequality of the project's first document: is it worth a node's while to take proved, optimized code instead of
 * compiling fast and running slowly itself?
 *
 *     slow_comp + fast_exec + verify ≤ fast_comp + slow_exec
 *
 * Fast execution is of Cranelift's code, fast compilation is Winch's. With the bounds proved the node still compiles
 * (slow_comp); with the artifact proved it re-hydrates instead. Each side is a line over the number of runs.
 */
import type { Line } from '../statistics.js';

/** Milliseconds. */
export interface Terms {
  slowComp: number;
  fastComp: number;
  rehydrate: number;
  fastExec: number;
  slowExec: number;
  verify: number;
}

/** Time over runs of the same contract, ms: what is paid once, and for each run. */
export interface Sides {
  /** Compile with Winch, run its code. */
  fastCompiler: Line;
  /** Compile with Cranelift, unproved: what a node dares to do only with code that it trusts. */
  slowCompiler: Line;
  /** Verify bounds, compile with Cranelift. */
  boundsProved: Line;
  /** Verify the artifact, re-hydrate it. */
  artifactProved: Line;
}

export function sides(t: Terms): Sides {
  return {
    fastCompiler: { at0: t.fastComp, slope: t.slowExec },
    slowCompiler: { at0: t.slowComp, slope: t.fastExec },
    boundsProved: { at0: t.verify + t.slowComp, slope: t.fastExec },
    artifactProved: { at0: t.verify + t.rehydrate, slope: t.fastExec },
  };
}

/** Runs after which `one` is no slower than `other`: 0 if it never was, undefined if it never gets there. */
export function breakEven(one: Line, other: Line): number | undefined {
  if (one.at0 <= other.at0) return 0;
  return one.slope < other.slope ? (one.at0 - other.at0) / (other.slope - one.slope) : undefined;
}
