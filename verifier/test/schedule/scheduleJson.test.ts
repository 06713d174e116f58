import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySchedule, codeOf, of, simple } from '../../../testkit/made/schedules.js';
import {
  type ChangeJson,
  changeOfJson,
  encodeSchedule,
  environmentJson,
  parseSchedule,
  type ScheduleJson,
  scheduleHash,
  scheduleJson,
  scheduleOfJson,
} from '../../src/schedule/index.js';

const [one, hash] = of('48.0.8');
const [two, otherHash] = of('50.0.1');
const labelled: ScheduleJson = {
  environments: { now: environmentJson(one), next: environmentJson(two) },
  changes: [
    { decided: 0, ranges: [{ environment: 'now', state: 'active', from: 0 }] },
    {
      decided: '10',
      ranges: [
        { environment: 'next', state: 'announced', from: 12 },
        { environment: 'now', state: 'retired', from: '18446744073709551615' },
      ],
      revocations: [{ environment: 'now', from: 40, advisory: 'EXAMPLE-1' }],
    },
  ],
};
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

test('a schedule is the same through its JSON', () => {
  fc.assert(
    fc.property(anySchedule, (schedule) => {
      expect(parseSchedule(text(scheduleJson(schedule)))).toEqual(schedule);
      expect(parseSchedule(encodeSchedule(schedule))).toEqual(schedule);
    }),
  );
});

test('labels are for people: they make no difference', () => {
  const relabelled = JSON.stringify(labelled).replaceAll('"now"', '"a"').replaceAll('"next"', '"b"');
  expect(scheduleHash(scheduleOfJson(JSON.parse(relabelled)))).toBe(scheduleHash(scheduleOfJson(labelled)));
});

test('an environment is introduced by the first change that names it', () => {
  const { changes } = scheduleOfJson(labelled);
  expect(changes.map(({ environments }) => environments)).toEqual([[one], [two]]);
});

const wrong: [string, unknown, string][] = [
  ['no object', 1, 'schedule/invalid'],
  ['an unknown key', { ...labelled, more: 1 }, 'schedule/invalid'],
  ['no changes', { environments: {} }, 'schedule/invalid'],
  ['a negative session', changed({ decided: -1 }), 'schedule/invalid'],
  ['a session that is no whole number', changed({ decided: 1.5 }), 'schedule/invalid'],
  ['a session of 65 bits', changed({ decided: '18446744073709551616' }), 'schedule/invalid'],
  [
    'a state that is none',
    changed({ ranges: [{ environment: 'now', state: 'x', from: 0 }] }),
    'schedule/invalid',
  ],
  [
    'a label that stands for nothing',
    { ...labelled, environments: { now: environmentJson(one) } },
    'schedule/unknown-environment',
  ],
  [
    'an environment that no change names',
    { ...labelled, changes: labelled.changes.slice(0, 1) },
    'schedule/no-range',
  ],
  [
    'a wrong environment',
    { ...labelled, environments: { now: { ...environmentJson(one), imageId: 'ab' } } },
    'schedule/invalid',
  ],
  [
    'two labels for one environment',
    { ...labelled, environments: { ...labelled.environments, again: environmentJson(one) } },
    'schedule/invalid',
  ],
  [
    "another environment's hash for a label",
    { ...labelled, environments: { [otherHash]: environmentJson(one) } },
    'schedule/invalid',
  ],
  ['overlapping ranges', changed({ ranges: [range('active', 0), range('retired', 0)] }), 'schedule/overlap'],
  ['__proto__ for a label', JSON.parse('{"environments":{"__proto__":1},"changes":[]}'), 'schedule/invalid'],
];
function range(state: string, from: number) {
  return { environment: 'now', state, from };
}
function changed(parts: object): unknown {
  const [first, ...rest] = labelled.changes;
  return { ...labelled, changes: [{ ...first, ...parts }, ...rest] };
}
test.each(wrong)('%s is refused', (_, value, code) => {
  expect(codeOf(() => scheduleOfJson(value))).toBe(code);
});

test('what is neither bytes nor JSON of a schedule is refused', () => {
  expect(codeOf(() => parseSchedule(new Uint8Array()))).toBe('schedule/malformed');
  expect(codeOf(() => parseSchedule(text('schedule')))).toBe('schedule/malformed');
  expect(codeOf(() => parseSchedule(new TextEncoder().encode('{')))).toBe('schedule/invalid');
  expect(codeOf(() => parseSchedule(Uint8Array.of(0x7b, 0xff)))).toBe('schedule/invalid');
});

test('a message is short, however long the label', () => {
  const long = { environments: { ['x'.repeat(100_000)]: {} }, changes: [] };
  expect(() => scheduleOfJson(long)).toThrow(
    expect.objectContaining({ shortMessage: expect.stringMatching(/^.{1,200}$/) }),
  );
});

test('a change names environments of the schedule by hash, or by as much of it as is clear', () => {
  const schedule = simple(
    { of: [one, hash], ranges: 'active 0' },
    { of: [two, otherHash], ranges: 'active 0' },
  );
  const retire = (name: string): ChangeJson => ({
    ranges: [{ environment: name, state: 'retired', from: 20 }],
  });
  const of_ = (name: string) => changeOfJson(retire(name), schedule, 10n).ranges[0]?.environment;
  expect([of_(hash), of_(hash.slice(0, 8))]).toEqual([hash, hash]);
  for (const name of [hash.slice(0, 7), '00000000', 'now']) {
    expect(codeOf(() => of_(name))).toBe('schedule/unknown-environment');
  }
});
