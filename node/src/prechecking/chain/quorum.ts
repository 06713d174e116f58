import type { Ballot } from './state.js';

/** How many votes for a code accept it: all but as many as may be faulty, floor((n - 1) / 3). */
export function acceptThreshold(validators: number): number {
  return validators - Math.floor(Math.max(validators - 1, 0) / 3);
}

/** How many votes against a code leave no such majority possible. */
export function rejectThreshold(validators: number): number {
  return validators - acceptThreshold(validators) + 1;
}

/** Votes on each side. */
export interface Tally {
  for: number;
  against: number;
}

/** Counts ballots. */
export function tallyOf(ballots: readonly Ballot[]): Tally {
  const count = (which: Ballot) => ballots.filter((ballot) => ballot === which).length;
  return { for: count('for'), against: count('against') };
}

/** The decision, if there is one; acceptance is looked at first. */
export function decisionOf(tally: Tally, validators: number): 'accepted' | 'rejected' | undefined {
  if (tally.for >= acceptThreshold(validators)) return 'accepted';
  return tally.against >= rejectThreshold(validators) ? 'rejected' : undefined;
}
