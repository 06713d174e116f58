import { environmentHash } from '../environment/encodeEnvironment.js';
import { ScheduleError } from '../errors/base.js';
import { NAME } from '../util/byteReader.js';
import { Builder } from './builder.js';
import { type Change, MAX_SESSION, type Schedule, STATES } from './schedule.js';

/**
 * Changes, in the order in which they were decided → schedule. What is in one change may be in any order.
 *
 * @throws ScheduleError of the first rule that is broken, see docs/reference/environments.md; EnvironmentError `environment/invalid`
 */
export function makeSchedule(changes: readonly Change[]): Schedule {
  const builder = new Builder();
  for (const change of changes) addChange(builder, change);
  return builder.finish();
}

/**
 * A schedule with one more change behind it.
 *
 * @throws as `makeSchedule`
 */
export function appendChange(schedule: Schedule, change: Change): Schedule {
  return makeSchedule([...schedule.changes, change]);
}

/** Brings a change into its order, and adds it. */
function addChange(builder: Builder, change: Change): void {
  checkFields(change);
  const named = change.environments.map((environment) => ({
    hash: environmentHash(environment),
    environment,
  }));
  named.sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const index = builder.numbers(named.map(({ hash }) => hash));
  const place = ({ environment }: { environment: string }) => index(environment);
  const ranges = [...change.ranges].sort((a, b) => place(a) - place(b) || (a.from < b.from ? -1 : 1));
  const revocations = [...change.revocations].sort((a, b) => place(a) - place(b));
  builder.add(change.decided, named, ranges, revocations);
}

function checkFields({ decided, ranges, revocations }: Change): void {
  for (const session of [decided, ...[...ranges, ...revocations].map(({ from }) => from)]) {
    if (session < 0n || session > MAX_SESSION) throw invalid(`session ${session} is not below 2^64`);
  }
  const unknown = ranges.find(({ state }) => !STATES.includes(state));
  if (unknown !== undefined) throw invalid(`there is no state ${JSON.stringify(unknown.state)}`);
  if (revocations.some(({ advisory }) => !NAME.test(advisory))) {
    throw invalid('an advisory must be 1 to 255 printable ASCII characters, without spaces');
  }
}

function invalid(why: string): ScheduleError {
  return new ScheduleError('schedule/invalid', `the schedule is not valid: ${why}`);
}
