import { afterEach, expect, test, vi } from 'vitest';
import { addressKey, MonotonicRateStore } from '../../src/daemon/rateStore.js';

afterEach(() => {
  vi.useRealTimers();
});

function count(store: MonotonicRateStore, key: string): number {
  let current = 0;
  store.incr(
    key,
    (_, result) => {
      current = result?.current ?? -1;
    },
    1000,
  );
  return current;
}

test('a window ends by a clock that does not jump', () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  const store = new MonotonicRateStore();
  expect([count(store, 'a'), count(store, 'a'), count(store, 'b')]).toEqual([1, 2, 1]);
  for (const time of ['1970-01-01', '2199-01-01']) {
    const before = performance.now();
    vi.setSystemTime(time);
    expect(performance.now()).toBe(before);
    count(store, 'a');
  }
  expect(count(store, 'a')).toBe(5);
  vi.advanceTimersByTime(1000);
  expect(count(store, 'a')).toBe(1);
});

test('it does not grow with the number of addresses', () => {
  const store = new MonotonicRateStore();
  for (let i = 0; i < 10_001; i += 1) count(store, `${i}`);
  // The first is forgotten, the last is not.
  expect([count(store, '0'), count(store, '10000')]).toEqual([1, 2]);
});

test('of IPv6, who has 64 bits of an address has one window', () => {
  const key = addressKey;
  expect(key('2001:db8:1:2:3:4:5:6')).toBe(key('2001:DB8:1:2::9'));
  expect(key('2001:db8::1')).toBe(key('2001:db8:0:0:ffff::'));
  expect(key('2001:db8:1:2::1')).not.toBe(key('2001:db8:1:3::1'));
  expect(key('fe80::1%eth0')).toBe(key('fe80::2'));
  expect([key('192.0.2.1'), key('::ffff:192.0.2.1'), key('192.0.2.2')]).toEqual([
    '192.0.2.1',
    '192.0.2.1',
    '192.0.2.2',
  ]);
});
