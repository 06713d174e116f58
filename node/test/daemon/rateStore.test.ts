import { afterEach, expect, test, vi } from 'vitest';
import { MonotonicRateStore } from '../../src/daemon/rateStore.js';

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
