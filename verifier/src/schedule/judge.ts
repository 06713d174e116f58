/** Which environment a candidate is judged by: that of its own session, whatever has become of it since. */
import { ScheduleError } from '../errors/base.js';
import { contractIn } from './contractIn.js';
import type { Revocation, Schedule } from './schedule.js';
import { environmentsOf, historyOf, runsContracts, standingOf } from './standing.js';

/** What is known of a candidate. */
export interface Candidate {
  /** The session that it was made in. */
  session: bigint;
  /** Hashes of the environments that receipts of the contract had been accepted under by that session. */
  receipts: Iterable<string>;
}

/**
 * `execute`: run it under this environment; `sandboxed` where that is none of the present session (revoked or retired since): then
 * in the sandboxed runner only. `rest`: the contract was frozen, or never proved, in that session: there is nothing to run, and
 * nothing to dispute. `abstain`: the version does not run on this target.
 */
export type Judgement =
  | { kind: 'execute'; environment: string; sandboxed: boolean; revocation?: Revocation }
  | { kind: 'rest'; fitness: 'frozen' | 'unproved' }
  | { kind: 'abstain'; target: string };

/**
 * How a node judges a candidate of this or an earlier session.
 *
 * @param now the present session
 * @param target what the node runs
 * @throws ScheduleError `schedule/future` for a candidate of a session to come, `schedule/unknown-environment`
 */
export function judge(
  schedule: Schedule,
  { session, receipts }: Candidate,
  now: bigint,
  target: string,
): Judgement {
  if (session > now) {
    throw new ScheduleError(
      'schedule/future',
      `the candidate is of session ${session}, and this is session ${now}`,
    );
  }
  const { fitness, environments } = contractIn(schedule, session, receipts);
  if (fitness === 'frozen' || fitness === 'unproved') return { kind: 'rest', fitness };
  const environment = environments.get(target);
  if (environment === undefined) return { kind: 'abstain', target };
  const standing = standingOf(schedule, environment, now);
  const { revoked } = historyOf(schedule, environment);
  return {
    kind: 'execute',
    environment,
    sandboxed: !runsContracts(standing),
    ...(standing === 'revoked' && revoked !== undefined ? { revocation: revoked } : {}),
  };
}

/** The environments that a candidate of a session can be of, by hash: those under which contracts ran in it. */
export function environmentsOfCandidate(schedule: Schedule, session: bigint): string[] {
  return environmentsOf(schedule, session)
    .filter(({ standing }) => runsContracts(standing))
    .map(({ hash }) => hash);
}
