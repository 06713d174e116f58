import { InvalidArgumentError, Option } from 'commander';
import { isAggregate } from '../aggregate/isAggregate.js';
import { policyUnder, type UnderEnvironment } from '../coverage/policyUnder.js';
import { InputError } from '../errors/base.js';
import type { Policy } from '../policy/policy.js';
import { MAX_SCHEDULE_JSON_BYTES, parseSchedule } from '../schedule/parseSchedule.js';
import { MAX_SESSION, type Schedule } from '../schedule/schedule.js';
import { readInput } from '../util/readInput.js';

/** Of the commands that take a schedule and a session together or not at all. */
export interface UnderScheduleOptions {
  schedule?: string;
  session?: bigint;
}

/** `--schedule FILE`. */
export function scheduleOption(description = 'schedule: canonical bytes, or JSON'): Option {
  return new Option('--schedule <file>', description);
}

/** `--session N`, or another option that takes a session. */
export function sessionOption(flags = '--session <n>', description = 'number of the session'): Option {
  return new Option(flags, description).argParser((text) => {
    const session = /^(0|[1-9][0-9]{0,19})$/.test(text) ? BigInt(text) : undefined;
    if (session === undefined || session > MAX_SESSION) {
      throw new InvalidArgumentError('It takes a number below 2^64, in digits.');
    }
    return session;
  });
}

/**
 * Reads a schedule, as canonical bytes or as JSON.
 *
 * @throws InputError `input/unreadable`, `input/too-large`; ScheduleError
 */
export async function readSchedule(path: string): Promise<Schedule> {
  return parseSchedule(await readInput(path, 'schedule', MAX_SCHEDULE_JSON_BYTES));
}

/**
 * The policy for a receipt where `--schedule` and `--session` say what is accepted; undefined where they are not given.
 *
 * @throws as `policyUnder`; InputError `usage/invalid` where one is given without the other
 */
export async function underSchedule(
  receipt: Uint8Array,
  policy: Policy,
  { schedule, session }: UnderScheduleOptions,
): Promise<UnderEnvironment | undefined> {
  if (schedule === undefined && session === undefined) return undefined;
  if (schedule === undefined || session === undefined) {
    throw new InputError('usage/invalid', '--schedule FILE and --session N go together');
  }
  if (isAggregate(receipt)) {
    throw new InputError('usage/invalid', 'the statements of an aggregate are of several environments', {
      hint: 'coverage tells which; --schedule goes with a single receipt.',
    });
  }
  return policyUnder(receipt, await readSchedule(schedule), session, policy);
}
