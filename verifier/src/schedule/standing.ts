/** What a schedule says of one session. Nothing else goes into it: not the present, nor what a node has. */
import { ScheduleError } from '../errors/base.js';
import type { History, Revocation, Schedule, State } from './schedule.js';

/** What an environment is good for in a session. */
export type Standing = State | 'revoked';

/** An environment in a session. */
export interface Standpoint {
  readonly hash: string;
  readonly history: History;
  readonly standing: Standing;
  /** First session of its present standing. */
  readonly since: bigint;
  /** Where its standing is `revoked`. */
  readonly revocation?: Revocation;
}

/**
 * The environments that have begun by a session, in the order in which they were introduced.
 *
 * @param schedule a schedule that keeps the rules
 */
export function environmentsOf(schedule: Schedule, session: bigint): Standpoint[] {
  return [...schedule.environments.values()].flatMap((history) => {
    const found = standpoint(history, session);
    return found === undefined ? [] : [found];
  });
}

/**
 * What an environment is good for in a session; undefined before it begins.
 *
 * @throws ScheduleError `schedule/unknown-environment`
 */
export function standingOf(schedule: Schedule, hash: string, session: bigint): Standing | undefined {
  return standpoint(historyOf(schedule, hash), session)?.standing;
}

/**
 * All that a schedule says of an environment.
 *
 * @throws ScheduleError `schedule/unknown-environment`
 */
export function historyOf(schedule: Schedule, hash: string): History {
  const history = schedule.environments.get(hash);
  if (history !== undefined) return history;
  throw new ScheduleError('schedule/unknown-environment', `the schedule has no environment ${hash}`);
}

/** Receipts are taken: they may be proved before the environment is active. */
export function takesReceipts(standing: Standing | undefined): boolean {
  return standing === 'proving-open' || standing === 'active';
}

/** Contracts run: those that have receipts, also where no new ones are taken. */
export function runsContracts(standing: Standing | undefined): boolean {
  return standing === 'active' || standing === 'execute-only';
}

/**
 * Whether receipts are taken under an environment in a session.
 *
 * @throws ScheduleError `schedule/revoked`, `schedule/not-accepting`, `schedule/unknown-environment`
 */
export function checkAccepting(schedule: Schedule, hash: string, session: bigint): void {
  const history = historyOf(schedule, hash);
  const { standing, revocation } = standpoint(history, session) ?? {};
  if (revocation !== undefined) {
    throw new ScheduleError(
      'schedule/revoked',
      `environment ${hash} is revoked from session ${revocation.from} (${revocation.advisory})`,
      { hint: 'Have the module proved for another environment.' },
    );
  }
  if (takesReceipts(standing)) return;
  const open = history.ranges.find(({ state, from }) => from > session && takesReceipts(state));
  throw new ScheduleError(
    'schedule/not-accepting',
    `environment ${hash} is ${standing ?? 'not there yet'} in session ${session}, and takes no receipts`,
    {
      hint:
        open === undefined
          ? 'Have the module proved for an environment that is active.'
          : `It takes receipts from session ${open.from} on.`,
    },
  );
}

/** The sessions in which anything changes, rising, each once. */
export function boundariesOf(schedule: Schedule): bigint[] {
  const all = [...schedule.environments.values()].flatMap(({ ranges, revoked }) => [
    ...ranges.map(({ from }) => from),
    ...(revoked === undefined ? [] : [revoked.from]),
  ]);
  return [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));
}

function standpoint(history: History, session: bigint): Standpoint | undefined {
  const { hash, ranges, revoked } = history;
  if (revoked !== undefined && revoked.from <= session) {
    return { hash, history, standing: 'revoked', since: revoked.from, revocation: revoked };
  }
  const range = ranges.findLast(({ from }) => from <= session);
  return range === undefined ? undefined : { hash, history, standing: range.state, since: range.from };
}
