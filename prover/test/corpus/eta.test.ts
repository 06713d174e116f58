import { expect, test } from 'vitest';
import { Eta } from '../../src/corpus/eta.js';

test('an image that has finished something goes at its own pace, another at the pace of all', () => {
  const eta = new Eta();
  for (const image of ['a', 'b']) for (const bytes of [50_000, 150_000]) eta.add(image, bytes);
  expect(eta.seconds(1)).toBeUndefined();
  eta.ended('a', 50_000, 10_000);
  // Weights 200,000 of a and 100,000 + 200,000 of b are left, at 10 s for 100,000.
  expect(eta.seconds(1)).toBeCloseTo(50);
  expect(eta.seconds(2)).toBeCloseTo(25);
  eta.ended('b', 50_000, 1000);
  expect(eta.seconds(1)).toBeCloseTo(22);
});

test('what was kept from an earlier run takes no time', () => {
  const eta = new Eta();
  eta.add('a', 50_000);
  eta.add('a', 50_000);
  eta.ended('a', 50_000);
  expect(eta.seconds(1)).toBeUndefined();
  eta.ended('a', 50_000, 7);
  expect(eta.seconds(1)).toBe(0);
});
