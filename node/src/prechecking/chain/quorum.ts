import type { Vote } from './state.js';

/** How many votes for a code accept it: all but as many as may be faulty, floor((n - 1) / 3). */
export function acceptThreshold(validators: number): number {
  return validators - Math.floor(Math.max(validators - 1, 0) / 3);
}

/** How many votes against a code leave no such majority possible. */
export function rejectThreshold(validators: number): number {
  return validators - acceptThreshold(validators) + 1;
}

/** The decision, if there is one; acceptance is looked at first. */
export function decisionOf(
  { ballots }: Pick<Vote, 'ballots'>,
  validators: number,
): 'accepted' | 'rejected' | undefined {
  const count = (which: 'for' | 'against') => ballots.filter((ballot) => ballot === which).length;
  if (count('for') >= acceptThreshold(validators)) return 'accepted';
  return count('against') >= rejectThreshold(validators) ? 'rejected' : undefined;
}
