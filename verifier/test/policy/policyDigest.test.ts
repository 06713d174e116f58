import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { imageListDigest, knownAggregators, knownImages, makePolicy, policyDigest } from '../../src/index.js';

const digest = async (input: Record<string, unknown> = {}) => policyDigest(await makePolicy(input));

test('is of the documented text', async () => {
  const text =
    'zkcwasm policy 1\n{"allowRejected":false,"images":[],"maxCycles":"7","sources":["tuned","upstream"]}';
  const expected = createHash('sha256').update(text).digest('hex');
  expect(await digest({ images: [], maxCycles: 7, sources: ['upstream', 'tuned'] })).toBe(expected);
});

test('is the same for the same wishes, however they are written', async () => {
  const images = await knownImages();
  const imageList = imageListDigest(images);
  const aggregators = await knownAggregators();
  const same = [
    {},
    { aggregators },
    { images, aggregators },
    { images: [...images].reverse(), aggregators },
    { imageList, aggregators: [...aggregators, ...aggregators] },
    { allowRejected: false },
    { sources: ['upstream', 'upstream'] },
  ];
  expect(new Set(await Promise.all(same.map(digest))).size).toBe(1);
  expect(await digest({ maxCycles: 7, imports: ['b::c', 'a::b'], targets: ['x', 'y'] })).toBe(
    await digest({ targets: ['y', 'x', 'x'], imports: [['a', 'b'], 'b::c', 'a::b'], maxCycles: '7' }),
  );
});

test('is another for any other wish', async () => {
  const [first, ...rest] = await knownImages();
  const others: Record<string, unknown>[] = [
    {},
    { images: [] },
    // A list of images says all that is trusted: no aggregator then.
    { images: [first, ...rest] },
    { images: rest },
    { images: [{ ...first, status: 'revoked' }, ...rest] },
    { sources: ['tuned'] },
    { sources: ['upstream', 'tuned'] },
    { maxCycles: 0 },
    { maxCycles: 1 },
    { maxInstructions: 0 },
    { maxInstructions: 1 },
    { images: [{ ...first, countsInstructions: true }, ...rest] },
    { maxPeakHeapBytes: 1 },
    { maxArtifactBytes: 1 },
    { context: '00'.repeat(32) },
    { targets: ['x'] },
    { profiles: ['x'] },
    { allowRejected: true },
    { limits: {} },
    { limits: { functions: 1 } },
    { metering: { operators: 1 } },
    { imports: [] },
    { imports: ['*'] },
    { price: { flat: 0, perMegacycle: 1 } },
    { price: { flat: 0, perMegacycle: 1, of: 'instructions' } },
    { price: { flat: 0, perMegacycle: 1 }, maxPrice: 1 },
  ];
  const digests = await Promise.all(others.map(digest));
  expect(new Set(digests).size).toBe(digests.length);
});
