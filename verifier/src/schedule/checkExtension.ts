import { ScheduleError } from '../errors/base.js';
import { concatBytes } from '../util/bytes.js';
import { compareBytes } from '../util/compareBytes.js';
import { encodeChange } from './encodeSchedule.js';
import { LEAD_SESSIONS, type Schedule } from './schedule.js';

/** When a schedule is held against the one before it. */
export interface ExtensionTimes {
  /** The present session: nothing can have been decided later. */
  now: bigint;
  /**
   * The session in which the old schedule was known to be all there is; left out: the present one, as for a node that has
   * followed. Nothing that is new can have been decided before.
   */
  since?: bigint;
}

/**
 * Whether a schedule is another one with nothing but new changes behind it, each decided from `since` to `now`. So it
 * changes no session before `since` + 2, and of those what the old one says still holds. A schedule extends itself.
 *
 * @throws ScheduleError `schedule/not-extension`, `schedule/past`, `schedule/future`
 */
export function checkExtension(
  old: Schedule,
  extended: Schedule,
  { now, since = now }: ExtensionTimes,
): void {
  const [before, after] = [bytesOfChanges(old), bytesOfChanges(extended)];
  const different = before.findIndex((bytes, i) => compareBytes(bytes, after[i] ?? new Uint8Array()) !== 0);
  if (different >= 0) {
    const gone = different >= after.length;
    throw new ScheduleError(
      'schedule/not-extension',
      gone
        ? `the schedule has ${after.length} changes, and the one before it ${before.length}`
        : `change ${different} of the schedule is not that of the one before it`,
      { hint: 'A schedule only grows. Compare the hashes of both with those of other nodes.' },
    );
  }
  for (const [i, { decided }] of extended.changes.entries()) {
    if (i < before.length) continue;
    if (decided > now) {
      throw new ScheduleError(
        'schedule/future',
        `change ${i} says that it was decided in session ${decided}, and this is session ${now}`,
      );
    }
    if (decided < since) {
      throw new ScheduleError(
        'schedule/past',
        `change ${i} says that it was decided in session ${decided}, and there was no such change in session ${since}`,
        {
          hint: `What is decided in session ${since} takes effect from session ${since + LEAD_SESSIONS} on.`,
        },
      );
    }
  }
}

/** As `checkExtension`, in one word. */
export function isExtension(old: Schedule, extended: Schedule, times: ExtensionTimes): boolean {
  try {
    checkExtension(old, extended, times);
    return true;
  } catch (error) {
    if (error instanceof ScheduleError) return false;
    throw error;
  }
}

/** With hashes in place of numbers: a change means the same, whatever it stands behind. */
function bytesOfChanges({ changes }: Schedule): Uint8Array[] {
  const utf8 = new TextEncoder();
  return changes.map((change) => concatBytes(encodeChange(change, (hash) => utf8.encode(hash))));
}
