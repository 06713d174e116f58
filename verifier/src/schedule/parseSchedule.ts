import { ScheduleError } from '../errors/base.js';
import { decodeSchedule } from './decodeSchedule.js';
import { MAX_SCHEDULE_BYTES, type Schedule } from './schedule.js';
import { scheduleOfJson } from './scheduleJson.js';

/** Largest JSON of a schedule that is read, bytes. */
export const MAX_SCHEDULE_JSON_BYTES = 4 * MAX_SCHEDULE_BYTES;

/**
 * Bytes of a file → schedule: its canonical bytes, or its JSON, which begins with a brace or white space.
 *
 * @throws ScheduleError as `decodeSchedule` and `scheduleOfJson`
 */
export function parseSchedule(bytes: Uint8Array): Schedule {
  if (!/^[{\s]/.test(String.fromCharCode(bytes[0] ?? 0))) return decodeSchedule(bytes);
  return scheduleOfJson(parseJson(bytes, 'schedule'));
}

/**
 * UTF-8 → JSON value.
 *
 * @throws ScheduleError `schedule/invalid`, `schedule/too-large`
 */
export function parseJson(bytes: Uint8Array, what: string): unknown {
  if (bytes.length > MAX_SCHEDULE_JSON_BYTES) {
    throw new ScheduleError(
      'schedule/too-large',
      `the JSON of a ${what} has at most ${MAX_SCHEDULE_JSON_BYTES} bytes`,
    );
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ScheduleError('schedule/invalid', `the ${what} is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
}
