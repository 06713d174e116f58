import { readEnvironment } from '../environment/decodeEnvironment.js';
import { MIN_ENVIRONMENT_BYTES } from '../environment/environment.js';
import { EnvironmentError, ScheduleError } from '../errors/base.js';
import { ByteReader } from '../util/byteReader.js';
import { toHex } from '../util/hex.js';
import { sha256 } from '../util/sha256.js';
import { Builder, type Named } from './builder.js';
import {
  MAX_SCHEDULE_BYTES,
  type Revocation,
  SCHEDULE_TAG,
  SCHEDULE_VERSION,
  type Schedule,
  STATES,
  type StateRange,
} from './schedule.js';

/** Bytes of the shortest part of each kind. */
const MIN_CHANGE_BYTES = 20;
const RANGE_BYTES = 13;
const MIN_REVOCATION_BYTES = 14;

/**
 * Bytes → schedule, in linear time: those of a value, and no others; the first byte that does not fit, or the first rule that
 * is broken, ends it.
 *
 * @throws ScheduleError `schedule/malformed`, `schedule/version`, `schedule/too-large`, `schedule/length`, `schedule/trailing`, and of
 *   every rule (docs/reference/environments.md)
 */
export function decodeSchedule(bytes: Uint8Array): Schedule {
  if (bytes.length > MAX_SCHEDULE_BYTES) {
    throw new ScheduleError('schedule/too-large', `a schedule has at most ${MAX_SCHEDULE_BYTES} bytes`);
  }
  const reader = new ByteReader(bytes, (_, message) => malformed(message));
  if (!reader.isNext(SCHEDULE_TAG)) throw malformed('these bytes are not a schedule');
  const version = reader.u16();
  if (version !== SCHEDULE_VERSION) {
    throw new ScheduleError('schedule/version', `schedule version ${version} is not supported`, {
      hint: `This verifier reads version ${SCHEDULE_VERSION}; a newer verifier may read it.`,
    });
  }
  const builder = new Builder();
  // The hashes of all environments, by number.
  const hashes: string[] = [];
  for (let left = count(reader, 'changes', MIN_CHANGE_BYTES); left > 0; left -= 1) {
    readChange(reader, builder, hashes);
  }
  const schedule = builder.finish();
  if (reader.left() > 0) {
    throw new ScheduleError('schedule/trailing', `${reader.left()} bytes follow the end of the schedule`, {
      hint: 'The file may have been changed, or be two files in one.',
    });
  }
  return schedule;
}

function readChange(reader: ByteReader, builder: Builder, hashes: string[]): void {
  const decided = reader.u64();
  const fresh = readEnvironments(reader);
  hashes.push(...fresh.map(({ hash }) => hash));
  const ranges = list(reader, 'ranges', RANGE_BYTES, (): StateRange => {
    const environment = environmentAt(hashes, reader.u32());
    const code = reader.u8();
    const state = STATES[code - 1];
    if (state === undefined) throw malformed(`it has an unknown state ${code}`);
    return { environment, state, from: reader.u64() };
  });
  const revocations = list(reader, 'revocations', MIN_REVOCATION_BYTES, (): Revocation => {
    const environment = environmentAt(hashes, reader.u32());
    return { environment, from: reader.u64(), advisory: reader.name() };
  });
  builder.add(decided, fresh, ranges, revocations);
}

function readEnvironments(reader: ByteReader): Named[] {
  return list(reader, 'environments', MIN_ENVIRONMENT_BYTES, () => {
    const start = reader.position();
    try {
      const environment = readEnvironment(reader);
      return { hash: toHex(sha256(reader.since(start))), environment };
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      throw malformed(`environment at byte ${start}: ${error.shortMessage}`, error);
    }
  });
}

function list<T>(reader: ByteReader, what: string, least: number, read: () => T): T[] {
  const out: T[] = [];
  for (let left = count(reader, what, least); left > 0; left -= 1) out.push(read());
  return out;
}

/** A number of parts, of at least so many bytes each. */
function count(reader: ByteReader, what: string, least: number): number {
  const found = reader.u32();
  if (found * least <= reader.left()) return found;
  throw new ScheduleError(
    'schedule/length',
    `the schedule says that it has ${found} ${what}, and ${reader.left()} bytes are left for them`,
    { hint: 'The file was cut or changed.' },
  );
}

function environmentAt(hashes: readonly string[], number: number): string {
  const hash = hashes[number];
  if (hash !== undefined) return hash;
  throw new ScheduleError(
    'schedule/unknown-environment',
    `the schedule names environment ${number}, and has ${hashes.length} so far`,
  );
}

function malformed(message: string, cause?: unknown): ScheduleError {
  return new ScheduleError('schedule/malformed', `the schedule is malformed: ${message}`, { cause });
}
