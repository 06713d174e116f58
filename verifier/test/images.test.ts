import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { codeOf, policy } from '../../testkit/fixtures.js';
import { IMAGE_SOURCES, type Image, imageListDigest, knownImages } from '../src/index.js';

const images = await knownImages();
const [first, second] = images as [Image, Image];

test('every listed image says of which source it is', () => {
  const listed = JSON.parse(
    readFileSync(new URL('../../artifacts/images.json', import.meta.url), 'utf8'),
  ) as { images: Image[] };
  for (const { source } of listed.images) expect(IMAGE_SOURCES).toContain(source);
});

test('an image without a source, of another, or upstream with a tuned version is none', async () => {
  const { source: _, ...without } = first;
  const version = '48.0.8+tuned.1';
  const compiler = { ...first.compiler, version };
  for (const bad of [without, { ...first, source: 'mine' }, { ...first, source: 'upstream', compiler }]) {
    expect(await codeOf(policy({ images: [bad] }))).toBe('policy/invalid');
  }
  expect(await codeOf(policy({ images: [{ ...first, source: 'tuned', compiler }] }))).toBe('accepted');
});

test('the digest of a list is of what it says, not of how', () => {
  expect(imageListDigest(images)).toMatch(/^[0-9a-f]{64}$/);
  expect(imageListDigest([second, first, first])).toBe(imageListDigest([first, second]));
  const reordered = Object.fromEntries(Object.entries(first).reverse()) as unknown as Image;
  expect(imageListDigest([reordered])).toBe(imageListDigest([first]));
  const others = [
    [],
    [second],
    [{ ...first, status: 'revoked' }],
    [{ ...first, source: 'upstream' }],
    [{ ...first, reason: 'none' }],
  ] as Image[][];
  const digests = [[first], ...others].map((list) => imageListDigest(list));
  expect(new Set(digests).size).toBe(digests.length);
});
