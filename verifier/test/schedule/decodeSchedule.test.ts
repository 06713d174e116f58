import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  anyChanges,
  anySchedule,
  change,
  codeOf,
  of,
  ranges,
  simple,
} from '../../../testkit/made/schedules.js';
import { ScheduleError, toHex } from '../../src/index.js';
import {
  decodeSchedule,
  encodeSchedule,
  MAX_SCHEDULE_BYTES,
  makeSchedule,
  type Schedule,
  scheduleHash,
} from '../../src/schedule/index.js';

const hex = (schedule: Schedule) => toHex(encodeSchedule(schedule));
const [one, hash] = of('48.0.8');
const small = simple({ of: [one, hash], ranges: 'active 0, retired 9', revoked: 5 });
const whole = encodeSchedule(small);

test('a schedule decodes from its bytes to the same value', () => {
  fc.assert(
    fc.property(anySchedule, (schedule) => {
      const decoded = decodeSchedule(encodeSchedule(schedule));
      expect(decoded).toEqual(schedule);
      expect(hex(decoded)).toBe(hex(schedule));
    }),
    { numRuns: 200 },
  );
});

test('one value has one byte string: the order in which a change is written makes no difference', () => {
  fc.assert(
    fc.property(anyChanges, (changes) => {
      const reversed = changes.map((part) => ({
        ...part,
        environments: [...part.environments].reverse(),
        ranges: [...part.ranges].reverse(),
        revocations: [...part.revocations].reverse(),
      }));
      expect(hex(makeSchedule(reversed))).toBe(hex(makeSchedule(changes)));
    }),
    { numRuns: 100 },
  );
});

test('a random edit of the bytes is refused, or decodes to another value', () => {
  fc.assert(
    fc.property(anySchedule, fc.nat(), fc.integer({ min: 1, max: 255 }), (schedule, place, flip) => {
      const bytes = encodeSchedule(schedule);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      let decoded: Schedule;
      try {
        decoded = decodeSchedule(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ScheduleError);
        return;
      }
      expect(toHex(bytes)).toBe(hex(decoded));
      expect(scheduleHash(decoded)).not.toBe(scheduleHash(schedule));
    }),
    { numRuns: 1000 },
  );
});

test('bytes taken out, put in, or moved are refused, or decode to another value', () => {
  const splice = fc.record({ at: fc.nat(), out: fc.nat(40), put: fc.uint8Array({ maxLength: 40 }) });
  fc.assert(
    fc.property(anySchedule, splice, (schedule, { at, out, put }) => {
      const bytes = encodeSchedule(schedule);
      const start = at % bytes.length;
      const edited = new Uint8Array([...bytes.slice(0, start), ...put, ...bytes.slice(start + out)]);
      const code = codeOf(() => expect(hex(decodeSchedule(edited))).toBe(toHex(edited)));
      expect(code).toMatch(/^(accepted|schedule\/[a-z-]+)$/);
    }),
    { numRuns: 1000 },
  );
});

test('arbitrary bytes never throw anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (rest) => {
      for (const bytes of [rest, new Uint8Array([...whole.slice(0, 19), ...rest])]) {
        expect(codeOf(() => decodeSchedule(bytes))).toMatch(/^(accepted|schedule\/[a-z-]+)$/);
      }
    }),
  );
});

test('every cut is refused', () => {
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => decodeSchedule(whole.slice(0, length)), `${length}`).toThrow(ScheduleError);
  }
});

test('bytes behind the end are refused', () => {
  expect(codeOf(() => decodeSchedule(new Uint8Array([...whole, 0])))).toBe('schedule/trailing');
  expect(codeOf(() => decodeSchedule(new Uint8Array([...whole, ...whole])))).toBe('schedule/trailing');
});

test('a schedule that is larger than any is refused unread', () => {
  expect(codeOf(() => decodeSchedule(new Uint8Array(MAX_SCHEDULE_BYTES + 1)))).toBe('schedule/too-large');
});

test('a newer version is named as such', () => {
  const newer = whole.slice();
  newer[17] = 2;
  expect(codeOf(() => decodeSchedule(newer))).toBe('schedule/version');
});

/** The bytes of the small schedule with a number of four bytes at a place replaced. */
function withCount(at: number, value: number): Uint8Array {
  const bytes = whole.slice();
  new DataView(bytes.buffer).setUint32(at, value, true);
  return bytes;
}

// Tag and version, count of changes, session, count of environments, environment, count of ranges, two of them.
const ENVIRONMENTS = 17 + 2 + 4 + 8;
const RANGES = whole.length - (4 + 4 + 8 + 10) - 2 * 13 - 4;
const REVOCATIONS = RANGES + 4 + 2 * 13;

test.each([
  ['changes', 19],
  ['environments', ENVIRONMENTS],
  ['ranges', RANGES],
  ['revocations', REVOCATIONS],
])('a huge number of %s is refused before anything is read for it', (what, at) => {
  for (const value of [0xffff_ffff, 0x8000_0000, 100_000]) {
    expect(() => decodeSchedule(withCount(at, value))).toThrow(
      expect.objectContaining({ code: 'schedule/length', shortMessage: expect.stringContaining(what) }),
    );
  }
});

test('a range or a revocation of an environment that is not there is refused', () => {
  for (const at of [RANGES + 4, RANGES + 17, REVOCATIONS + 4]) {
    for (const number of [1, 0xffff_ffff]) {
      expect(codeOf(() => decodeSchedule(withCount(at, number)))).toBe('schedule/unknown-environment');
    }
  }
});

test('an unknown state is refused', () => {
  for (const state of [0, 6, 255]) {
    const bytes = whole.slice();
    bytes[RANGES + 8] = state;
    expect(codeOf(() => decodeSchedule(bytes))).toBe('schedule/malformed');
  }
});

test('parts of a change that are not in their one order are refused', () => {
  const [two, otherHash] = of('50.0.1');
  const both = simple(
    { of: [one, hash], ranges: 'active 0', revoked: 5 },
    { of: [two, otherHash], ranges: 'active 0', revoked: 5 },
  );
  const bytes = encodeSchedule(both);
  const swapped = (at: number, length: number) => {
    const out = bytes.slice();
    out.set(bytes.slice(at + length, at + 2 * length), at);
    out.set(bytes.slice(at, at + length), at + length);
    return codeOf(() => decodeSchedule(out));
  };
  const size = encodeSchedule(both).length;
  const revocations = size - 2 * (4 + 8 + 10);
  expect(swapped(revocations, 22)).toBe('schedule/order');
  expect(swapped(revocations - 4 - 2 * 13, 13)).toBe('schedule/order');
  const environmentBytes = (revocations - 4 - 2 * 13 - 4 - (ENVIRONMENTS + 4)) / 2;
  expect(swapped(ENVIRONMENTS + 4, environmentBytes)).toBe('schedule/order');
});

test('a schedule without changes, and a change that changes nothing, are refused', () => {
  expect(codeOf(() => decodeSchedule(withCount(19, 0).slice(0, 23)))).toBe('schedule/empty');
  expect(codeOf(() => makeSchedule([]))).toBe('schedule/empty');
  const changes = [change(0, { environments: [one], ranges: ranges(hash, 'active 0') }), change(4, {})];
  expect(codeOf(() => makeSchedule(changes))).toBe('schedule/empty');
});

test('decoding takes a time in proportion to the bytes', () => {
  // Each byte of a schedule of some thousand environments is looked at a few times at most: a square would take minutes.
  const many = Array.from({ length: 5000 }, (_, i) => of(`48.0.${i}`));
  const large = makeSchedule([
    change(0, {
      environments: many.map(([made]) => made),
      ranges: many.flatMap(([, name]) => ranges(name, 'active 0, retired 9')),
    }),
  ]);
  expect(decodeSchedule(encodeSchedule(large)).environments.size).toBe(5000);
});
