import { versionOf } from '../schedule/cells.js';
import { scheduleHash } from '../schedule/encodeSchedule.js';
import type { History, Schedule } from '../schedule/schedule.js';
import { environmentsOf, type Standpoint } from '../schedule/standing.js';
import { toHex } from '../util/hex.js';
import { visible } from './visible.js';

/** What `schedule show` tells of a schedule, or of one session of it. */
export function showJson(schedule: Schedule, session: bigint | undefined) {
  const all =
    session === undefined
      ? [...schedule.environments.values()].map((history) => describe(history))
      : environmentsOf(schedule, session).map((one) => describe(one.history, one));
  return {
    hash: scheduleHash(schedule),
    ...(session === undefined ? {} : { session: `${session}` }),
    environments: all,
  };
}

function describe({ hash, environment, ranges, revoked }: History, at?: Standpoint) {
  return {
    hash,
    version: versionOf(environment),
    target: environment.target,
    imageId: toHex(environment.imageId),
    ...(at === undefined ? {} : { standing: at.standing, since: `${at.since}` }),
    ranges: ranges.map(({ state, from }, i) => {
      const next = ranges[i + 1]?.from;
      return { state, from: `${from}`, ...(next === undefined ? {} : { until: `${next}` }) };
    }),
    ...(revoked === undefined ? {} : { revoked: { from: `${revoked.from}`, advisory: revoked.advisory } }),
  };
}

/** The same for people. */
export function showPlain({ hash, session, environments }: ReturnType<typeof showJson>): string {
  const line = (key: string, text: string) => `${key.padEnd(14)} ${visible(text)}\n`;
  return [
    line('schedule', hash),
    ...(session === undefined ? [] : [line('session', session)]),
    ...environments.flatMap((one) => [
      `\n${line('environment', one.hash)}`,
      line('  compiler', one.version),
      line('  target', one.target),
      line('  image', one.imageId),
      ...(one.standing === undefined
        ? one.ranges.map(({ state, from, until }) =>
            line(`  ${state}`, until === undefined ? `from ${from}` : `from ${from}, until ${until}`),
          )
        : [line('  is', `${one.standing} since ${one.since}`)]),
      ...(one.revoked === undefined
        ? []
        : [line('  revoked', `from ${one.revoked.from}: ${one.revoked.advisory}`)]),
    ]),
  ].join('');
}
