/**
 * The rules of a schedule, kept while it is built change by change: from bytes by the decoder, from values by
 * `makeSchedule`. The time that a change takes is in proportion to what is in it.
 */
import type { Environment } from '../environment/environment.js';
import { ScheduleError } from '../errors/base.js';
import {
  type Change,
  type History,
  LEAD_SESSIONS,
  type Revocation,
  type Schedule,
  STATES,
  type StateRange,
} from './schedule.js';

/** An environment with its hash. */
export interface Named {
  readonly hash: string;
  readonly environment: Environment;
}

type Open = Omit<History, 'ranges'> & { ranges: StateRange[]; revoked: Revocation | undefined };

/** A schedule that is being built: the one place that holds its rules. */
export class Builder {
  private readonly changes: Change[] = [];
  private readonly environments = new Map<string, Open>();

  /** How many environments there are. */
  size(): number {
    return this.environments.size;
  }

  /**
   * The number of each environment once these are introduced behind those that are there.
   *
   * @throws ScheduleError `schedule/unknown-environment`, by the function that is returned
   */
  numbers(fresh: readonly string[]): (hash: string) => number {
    const more = new Map(fresh.map((hash, i) => [hash, this.environments.size + i]));
    return (hash) => {
      const number = this.environments.get(hash)?.index ?? more.get(hash);
      if (number === undefined) throw unknown(hash);
      return number;
    };
  }

  /**
   * Adds a change.
   *
   * @param ranges with environments that are known or among the fresh ones
   * @throws ScheduleError of the first rule that it breaks
   */
  add(
    decided: bigint,
    fresh: readonly Named[],
    ranges: readonly StateRange[],
    revocations: readonly Revocation[],
  ): void {
    const what = `change ${this.changes.length}`;
    const last = this.changes.at(-1);
    if (last !== undefined && decided <= last.decided) {
      throw new ScheduleError(
        'schedule/past',
        `${what} is decided in session ${decided}, and the one before it in session ${last.decided}`,
        { hint: 'Changes only follow each other; what is decided in one session is one change.' },
      );
    }
    if (fresh.length + ranges.length + revocations.length === 0) {
      throw new ScheduleError('schedule/empty', `${what} changes nothing`);
    }
    // What the schedule begins with was agreed on before there were sessions that it could surprise.
    const earliest = last === undefined ? decided : decided + LEAD_SESSIONS;
    this.introduce(what, fresh);
    this.addRanges(what, decided, earliest, ranges);
    for (const { hash } of fresh) {
      if (this.of(hash).ranges.length > 0) continue;
      throw new ScheduleError(
        'schedule/no-range',
        `${what} introduces environment ${hash}, and not when it begins`,
      );
    }
    this.revoke(what, decided, earliest, revocations);
    this.changes.push({
      decided,
      environments: fresh.map(({ environment }) => environment),
      ranges,
      revocations,
    });
  }

  /** @throws ScheduleError `schedule/empty` */
  finish(): Schedule {
    if (this.changes.length === 0) throw new ScheduleError('schedule/empty', 'the schedule has no changes');
    return { changes: this.changes, environments: this.environments };
  }

  private introduce(what: string, fresh: readonly Named[]): void {
    let previous = '';
    for (const { hash, environment } of fresh) {
      if (this.environments.has(hash)) {
        throw new ScheduleError(
          'schedule/environment-twice',
          `${what} introduces environment ${hash}, which exists already`,
        );
      }
      if (hash <= previous) throw order(`${what}: its environments do not rise strictly by hash`);
      previous = hash;
      const index = this.environments.size;
      this.environments.set(hash, { hash, environment, index, ranges: [], revoked: undefined });
    }
  }

  private addRanges(what: string, decided: bigint, earliest: bigint, ranges: readonly StateRange[]): void {
    let previous = -1;
    for (const range of ranges) {
      const { environment: hash, from, state } = range;
      const history = this.of(hash);
      if (history.index < previous) throw order(`${what}: its ranges do not rise by environment`);
      previous = history.index;
      const which = `${what}: the range ${state} of environment ${hash} begins in session ${from}`;
      checkBegin(which, from, decided, earliest);
      const before = history.ranges.at(-1);
      if (before !== undefined && from <= before.from) {
        const there = `and its range ${before.state} begins in session ${before.from}`;
        throw from === before.from
          ? new ScheduleError('schedule/overlap', `${which}, ${there}: they overlap`)
          : new ScheduleError('schedule/shrinks', `${which}, ${there}: what is scheduled would shrink`, {
              hint: 'What is scheduled stays as it is. A revocation alone can end it sooner.',
            });
      }
      if (before !== undefined && STATES.indexOf(state) <= STATES.indexOf(before.state)) {
        throw new ScheduleError('schedule/state', `${which}, and it is ${before.state} by then`, {
          hint: `States follow each other in this order: ${STATES.join(', ')}.`,
        });
      }
      if (history.revoked !== undefined && state !== 'retired') {
        throw new ScheduleError(
          'schedule/revoked',
          `${which}, and it is revoked from session ${history.revoked.from}`,
          { hint: 'A revoked environment can only be retired. Introduce another one.' },
        );
      }
      history.ranges.push(range);
    }
  }

  private revoke(what: string, decided: bigint, earliest: bigint, revocations: readonly Revocation[]): void {
    let previous = -1;
    for (const revocation of revocations) {
      const { environment: hash, from } = revocation;
      const history = this.of(hash);
      if (history.index <= previous) throw order(`${what}: its revocations do not rise by environment`);
      previous = history.index;
      const which = `${what}: the revocation of environment ${hash} begins in session ${from}`;
      checkBegin(which, from, decided, earliest);
      if (history.revoked !== undefined && history.revoked.from <= from) {
        throw new ScheduleError(
          'schedule/revoked',
          `${which}, and it is revoked from session ${history.revoked.from} already`,
          { hint: 'A second revocation can only be of an earlier session.' },
        );
      }
      history.revoked = revocation;
    }
  }

  private of(hash: string): Open {
    const history = this.environments.get(hash);
    if (history === undefined) throw unknown(hash);
    return history;
  }
}

function checkBegin(which: string, from: bigint, decided: bigint, earliest: bigint): void {
  if (from < decided) {
    throw new ScheduleError('schedule/past', `${which}, and was decided in session ${decided}`, {
      hint: 'What was is not changed: candidates of those sessions are judged by it.',
    });
  }
  if (from < earliest) {
    throw new ScheduleError('schedule/too-soon', `${which}, and may at the earliest in session ${earliest}`, {
      hint: `A change takes effect ${LEAD_SESSIONS} sessions after it was decided, or later.`,
    });
  }
}

function unknown(hash: string): ScheduleError {
  return new ScheduleError('schedule/unknown-environment', `the schedule has no environment ${hash}`, {
    hint: '`zkcwasm-verify schedule show` lists those that it has.',
  });
}

function order(message: string): ScheduleError {
  return new ScheduleError('schedule/order', message);
}
