/** What can go wrong while code is prepared, and what follows: a vote against, and never a dispute. */

/** Whether the same code goes wrong in the same way on every machine with the same limits. */
export const PREPARATION_ERRORS = {
  /** The module is not valid. */
  prevalidation: 'deterministic',
  /** The compiler refused it. */
  preparation: 'deterministic',
  /** The compiler panicked. */
  'job-error': 'deterministic',
  /** It needed more memory than the limit allows. */
  'out-of-memory': 'deterministic',
  /** It needed more time than the limit allows: of the processor, or on the clock. */
  'timed-out': 'local',
  /** The module could not be instantiated. */
  'runtime-construction': 'local',
  /** Nothing, or something out of form, came from the process. */
  io: 'local',
  /** The process died. */
  'job-died': 'local',
  /** Files could not be made, moved or removed. */
  file: 'local',
  /** The kernel refused something. */
  kernel: 'local',
} as const;

/** One of the kinds of error. */
export type PreparationErrorKind = keyof typeof PREPARATION_ERRORS;
/** All kinds of error, in the order in which they are listed. */
export const PREPARATION_ERROR_KINDS = Object.keys(PREPARATION_ERRORS) as [
  PreparationErrorKind,
  ...PreparationErrorKind[],
];

/** What went wrong while code was prepared. */
export interface PreparationError {
  kind: PreparationErrorKind;
  /** For people. */
  detail: string;
}

/** What a node does with a candidate. Only `invalid` can begin a dispute. */
export type CandidateVerdict =
  | { kind: 'valid' }
  | { kind: 'invalid'; because: string }
  | { kind: 'no-show'; because: PreparationError };

/**
 * Code that a candidate needs could not be prepared. Its code has passed pre-checking, so that is trouble of this node, whatever
 * kind of error it is: it does not show up, and disputes nothing. The type says that no other verdict can come out.
 */
export function verdictOfPreparationFailure(
  error: PreparationError,
): Extract<CandidateVerdict, { kind: 'no-show' }> {
  return { kind: 'no-show', because: error };
}
