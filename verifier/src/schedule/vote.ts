import type { Judgement } from './judge.js';
import type { Schedule } from './schedule.js';
import { type NodeHas, wantsOf } from './supports.js';

/** A vote on a candidate. Abstaining counts for neither side. */
export type Vote = 'for' | 'against' | 'abstain';

/**
 * The vote of a node on a candidate. What it lacks never makes it vote against, nor does a contract that rests: that takes a
 * verdict of what it ran, under the environment that the candidate is judged by.
 *
 * @param judgement from `judge`
 * @param verdict what running it showed; undefined where it was not run to its end
 * @throws ScheduleError `schedule/unknown-environment`
 */
export function voteOf(
  schedule: Schedule,
  has: NodeHas,
  judgement: Judgement,
  verdict: 'valid' | 'invalid' | undefined,
): Vote {
  if (judgement.kind !== 'execute' || verdict === undefined) return 'abstain';
  if (wantsOf(schedule, judgement.environment, has).length > 0) return 'abstain';
  return verdict === 'valid' ? 'for' : 'against';
}
