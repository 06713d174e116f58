import { describe, expect, test } from 'vitest';
import { change, codeOf, of, ranges, simple } from '../../../testkit/made/schedules.js';
import {
  appendChange,
  type Change,
  decodeSchedule,
  encodeSchedule,
  makeSchedule,
} from '../../src/schedule/index.js';

const [old, oldHash] = of('48.0.8');
const [fresh, freshHash] = of('50.0.1');
const base = simple({ of: [old, oldHash], ranges: 'active 0' });
const append = (...changes: Change[]) => codeOf(() => changes.reduce(appendChange, base));
const revocation = (hash: string, from: number) => ({
  environment: hash,
  from: BigInt(from),
  advisory: 'EXAMPLE-1',
});

describe('when a change takes effect', () => {
  const begin = (decided: number, from: number) =>
    append(change(decided, { environments: [fresh], ranges: ranges(freshHash, `announced ${from}`) }));
  const revoke = (decided: number, from: number) =>
    append(change(decided, { revocations: [revocation(oldHash, from)] }));

  test('two sessions after it was decided at the earliest', () => {
    expect([begin(10, 12), begin(10, 13), begin(10, 1000)]).toEqual(Array(3).fill('accepted'));
    expect([begin(10, 11), begin(10, 10)]).toEqual(Array(2).fill('schedule/too-soon'));
  });

  test('a revocation as well', () => {
    expect(revoke(10, 12)).toBe('accepted');
    expect([revoke(10, 11), revoke(10, 10)]).toEqual(Array(2).fill('schedule/too-soon'));
  });

  test('never in the past', () => {
    expect([begin(10, 9), begin(10, 0), revoke(10, 9)]).toEqual(Array(3).fill('schedule/past'));
  });

  test('what the schedule begins with takes effect at once, and not before', () => {
    const first = (from: number) =>
      codeOf(() =>
        makeSchedule([change(7, { environments: [old], ranges: ranges(oldHash, `active ${from}`) })]),
      );
    expect(first(7)).toBe('accepted');
    expect(first(6)).toBe('schedule/past');
  });

  test('a change that is decided no later than the one before it is refused', () => {
    const [a, b] = [
      change(5, { revocations: [revocation(oldHash, 20)] }),
      (decided: number) => change(decided, { environments: [fresh], ranges: ranges(freshHash, 'active 30') }),
    ];
    expect(append(a, b(6))).toBe('accepted');
    expect([append(a, b(5)), append(a, b(4))]).toEqual(Array(2).fill('schedule/past'));
  });
});

describe('ranges of an environment', () => {
  const more = (text: string) => append(change(10, { ranges: ranges(oldHash, text) }));

  test('follow each other', () => {
    expect(more('execute-only 20, retired 30')).toBe('accepted');
  });

  test('that begin in one session overlap', () => {
    expect(more('execute-only 20, retired 20')).toBe('schedule/overlap');
    const planned = change(10, { ranges: ranges(oldHash, 'execute-only 20') });
    expect(append(planned, change(11, { ranges: ranges(oldHash, 'retired 20') }))).toBe('schedule/overlap');
  });

  test('that begin inside what was scheduled would shrink it', () => {
    const planned = change(10, { ranges: ranges(oldHash, 'execute-only 50') });
    expect(append(planned, change(11, { ranges: ranges(oldHash, 'retired 40') }))).toBe('schedule/shrinks');
    expect(append(planned, change(11, { ranges: ranges(oldHash, 'retired 51') }))).toBe('accepted');
  });

  test('never go back to an earlier state, nor stay in one', () => {
    expect(more('active 20')).toBe('schedule/state');
    expect(more('proving-open 20')).toBe('schedule/state');
    expect(more('retired 20, execute-only 30')).toBe('schedule/state');
  });

  test('may leave states out', () => {
    expect(more('retired 20')).toBe('accepted');
  });
});

describe('environments', () => {
  test('are introduced once', () => {
    expect(append(change(10, { environments: [old], ranges: ranges(oldHash, 'retired 20') }))).toBe(
      'schedule/environment-twice',
    );
    const twice = change(10, { environments: [fresh, fresh], ranges: ranges(freshHash, 'active 20') });
    expect(append(twice)).toBe('schedule/environment-twice');
  });

  test('are introduced with a session in which they begin', () => {
    expect(append(change(10, { environments: [fresh] }))).toBe('schedule/no-range');
  });

  test('are known before they are named', () => {
    expect(append(change(10, { ranges: ranges(freshHash, 'active 20') }))).toBe(
      'schedule/unknown-environment',
    );
    expect(append(change(10, { revocations: [revocation(freshHash, 20)] }))).toBe(
      'schedule/unknown-environment',
    );
  });
});

describe('a revoked environment', () => {
  const revoked = change(10, { revocations: [revocation(oldHash, 20)] });

  test('comes back to no state, and can be retired', () => {
    expect(append(revoked, change(11, { ranges: ranges(oldHash, 'execute-only 30') }))).toBe(
      'schedule/revoked',
    );
    expect(append(revoked, change(11, { ranges: ranges(oldHash, 'retired 30') }))).toBe('accepted');
  });

  test('can be revoked again from an earlier session only', () => {
    const again = (from: number) => append(revoked, change(11, { revocations: [revocation(oldHash, from)] }));
    expect(again(19)).toBe('accepted');
    expect([again(20), again(21)]).toEqual(Array(2).fill('schedule/revoked'));
  });

  test('is not revoked twice in one change', () => {
    const twice = [revocation(oldHash, 20), revocation(oldHash, 19)];
    expect(append(change(10, { revocations: twice }))).toBe('schedule/order');
  });
});

test.each([
  ['a negative session', change(-1, { ranges: ranges(oldHash, 'retired 20') })],
  [
    'a session of 65 bits',
    change(10, { ranges: [{ environment: oldHash, state: 'retired', from: 1n << 64n }] }),
  ],
  ['a state that is none', change(10, { ranges: ranges(oldHash, 'sleeping 20') })],
  ['an empty advisory', change(10, { revocations: [{ ...revocation(oldHash, 20), advisory: '' }] })],
  [
    'an advisory with a space',
    change(10, { revocations: [{ ...revocation(oldHash, 20), advisory: 'a b' }] }),
  ],
  [
    'a long advisory',
    change(10, { revocations: [{ ...revocation(oldHash, 20), advisory: 'a'.repeat(256) }] }),
  ],
] satisfies [string, Change][])('%s is refused', (_, wrong) => {
  expect(append(wrong)).toBe('schedule/invalid');
});

test('the last session there is can be named', () => {
  const last = appendChange(
    base,
    change(10, { ranges: [{ environment: oldHash, state: 'retired', from: (1n << 64n) - 1n }] }),
  );
  expect(decodeSchedule(encodeSchedule(last))).toEqual(last);
});
