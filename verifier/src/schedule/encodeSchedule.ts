import { ascii, encodeEnvironment, encodeName } from '../environment/encodeEnvironment.js';
import { concatBytes } from '../util/bytes.js';
import { toHex } from '../util/hex.js';
import { littleEndian } from '../util/littleEndian.js';
import { sha256 } from '../util/sha256.js';
import { type Change, SCHEDULE_TAG, SCHEDULE_VERSION, type Schedule, STATES } from './schedule.js';

/** Schedule → its one byte string. */
export function encodeSchedule({ changes, environments }: Schedule): Uint8Array {
  const index = (hash: string) => u32(environments.get(hash)?.index ?? 0xffff_ffff);
  return concatBytes([
    ascii(SCHEDULE_TAG),
    littleEndian(BigInt(SCHEDULE_VERSION), 2),
    u32(changes.length),
    ...changes.flatMap((change) => encodeChange(change, index)),
  ]);
}

/** What two nodes compare: SHA-256 of the schedule's bytes, 64 hex digits. */
export function scheduleHash(schedule: Schedule): string {
  return toHex(sha256(encodeSchedule(schedule)));
}

/** A change as the schedule's bytes have it. */
export function encodeChange(
  { decided, environments, ranges, revocations }: Change,
  index: (hash: string) => Uint8Array,
): Uint8Array[] {
  return [
    u64(decided),
    u32(environments.length),
    ...environments.map(encodeEnvironment),
    u32(ranges.length),
    ...ranges.flatMap(({ environment, state, from }) => [
      index(environment),
      littleEndian(BigInt(STATES.indexOf(state) + 1), 1),
      u64(from),
    ]),
    u32(revocations.length),
    ...revocations.flatMap(({ environment, from, advisory }) => [
      index(environment),
      u64(from),
      encodeName(advisory),
    ]),
  ];
}

function u32(value: number): Uint8Array {
  return littleEndian(BigInt(value), 4);
}

function u64(value: bigint): Uint8Array {
  return littleEndian(value, 8);
}
