import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Price, priceOf } from '../../src/index.js';
import { MAX_PRICE } from '../../src/internal.js';

const linear: Price = { flat: 100n, perMegacycle: 3n };
const curved: Price = { flat: 100n, perMegacycle: 3n, knee: 10_000_000n, doublingCycles: 2_000_000n };

describe('exact values', () => {
  test.each([
    [0n, 100n],
    [1n, 101n],
    [333_333n, 101n],
    [333_334n, 102n],
    [1_000_000n, 103n],
    [10n ** 15n, 3_000_000_100n],
  ])('linear: %s cycles', (cycles, price) => {
    expect(priceOf(linear, cycles)).toBe(price);
  });

  test.each([
    [0n, 100n],
    [10_000_000n, 130n],
    // Half a doubling: 3 (10 + 1 + 1/4) = 33.75. A whole one: 3 (10 + 3/2 2) = 39.
    [11_000_000n, 134n],
    [12_000_000n, 139n],
    // Then twice as much again for each: 3 (10 + 3 (2^j - 1)).
    [14_000_000n, 157n],
    [16_000_000n, 193n],
    [30_000_000n, 100n + 3n * (10n + 3n * 1023n)],
  ])('with a knee: %s cycles', (cycles, price) => {
    expect(priceOf(curved, cycles)).toBe(price);
  });

  test('odd numbers, against rational arithmetic in steps of a single cycle', () => {
    const odd: Price = { flat: 0n, perMegacycle: 1_000_000n, knee: 5n, doublingCycles: 3n };
    // Cycle by cycle beyond the knee, in sixths: 6 (1 + 1/6), 6 (1 + 3/6), 6 (1 + 5/6), then twice that, ...
    let sixths = 30n;
    const expected = [sixths];
    for (let i = 0; i < 12; i += 1) {
      sixths += (1n << BigInt(Math.floor(i / 3))) * (7n + 2n * BigInt(i % 3));
      expected.push(sixths);
    }
    expect(expected.map((_, i) => priceOf(odd, 5n + BigInt(i)))).toEqual(expected.map((s) => (s + 5n) / 6n));
  });
});

test('too high a price is a typed error, at once', () => {
  expect(priceOf({ flat: MAX_PRICE, perMegacycle: 0n }, 10n ** 19n)).toBe(MAX_PRICE);
  const refused = expect.objectContaining({ name: 'PolicyError', code: 'policy/price' });
  expect(() => priceOf({ flat: MAX_PRICE, perMegacycle: 1n }, 1n)).toThrow(refused);
  expect(() => priceOf({ flat: 0n, perMegacycle: 10n ** 19n }, 10n ** 19n)).toThrow(refused);
  const steep = { flat: 0n, perMegacycle: 1n, knee: 0n, doublingCycles: 1n };
  expect(() => priceOf(steep, MAX_PRICE)).toThrow(refused);
  expect(() => priceOf(steep, 85n)).toThrow(refused);
  expect(priceOf(steep, 80n)).toBeLessThanOrEqual(MAX_PRICE);
  expect(priceOf({ ...steep, perMegacycle: 0n }, MAX_PRICE)).toBe(0n);
});

describe('for any price', () => {
  const price = fc.record({
    flat: fc.bigInt({ min: 0n, max: 1000n }),
    perMegacycle: fc.bigInt({ min: 0n, max: 5_000_000n }),
    knee: fc.bigInt({ min: 0n, max: 10_000n }),
    doublingCycles: fc.bigInt({ min: 1n, max: 5000n }),
  });
  const cycles = fc.bigInt({ min: 0n, max: 40_000n });
  /** Beyond the last price that can be told, all are the same here. */
  const told = (p: Price, c: bigint) => {
    try {
      return priceOf(p, c);
    } catch {
      return MAX_PRICE + 1n;
    }
  };

  test('more cycles never cost less', () => {
    fc.assert(
      fc.property(price, cycles, cycles, (p, a, b) => {
        const [fewer, more] = a < b ? [a, b] : [b, a];
        expect(told(p, fewer)).toBeLessThanOrEqual(told(p, more));
      }),
      { numRuns: 2000 },
    );
  });

  test('up to the knee the price is the linear one, and one cycle further it has not jumped', () => {
    fc.assert(
      fc.property(price, (p) => {
        const { flat, perMegacycle, knee } = p;
        expect(priceOf(p, knee)).toBe(priceOf({ flat, perMegacycle }, knee));
        // The first cycle beyond the knee costs at most twice one before it; and a unit for rounding up.
        const step = priceOf(p, knee + 1n) - priceOf(p, knee);
        expect(step).toBeLessThanOrEqual((2n * perMegacycle) / 1_000_000n + 1n);
        expect(step).toBeGreaterThanOrEqual(perMegacycle / 1_000_000n);
      }),
    );
  });

  test('beyond the knee it is the linear price or more, and each doubling costs twice the one before', () => {
    fc.assert(
      fc.property(price, fc.bigInt({ min: 0n, max: 20n }), (p, j) => {
        const { flat, perMegacycle, knee, doublingCycles: d } = p;
        const at = (i: bigint) => priceOf(p, knee + i * d);
        expect(at(j)).toBeGreaterThanOrEqual(priceOf({ flat, perMegacycle }, knee + j * d));
        const [first, second] = [at(j + 1n) - at(j), at(j + 2n) - at(j + 1n)];
        expect(second - 2n * first).toBeLessThanOrEqual(2n);
        expect(2n * first - second).toBeLessThanOrEqual(3n);
      }),
    );
  });
});
