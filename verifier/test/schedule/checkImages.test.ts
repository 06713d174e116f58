import { expect, test } from 'vitest';
import { codeOf, environment, of, simple } from '../../../testkit/made/schedules.js';
import { type Image, makePolicy, toHex } from '../../src/index.js';
import { checkImages, policyOf } from '../../src/schedule/index.js';

const [one, hash] = of('48.0.8', 'x86_64');
const schedule = simple({ of: [one, hash], ranges: 'active 0' });
const image: Image = {
  imageId: toHex(one.imageId),
  name: 'made-up',
  elfHash: 'ab'.repeat(32),
  compiler: { ...one.compiler },
  source: 'upstream',
  target: one.target,
  profile: toHex(one.profile),
  profileName: 'fast-exec',
  proofSystem: 'sp1',
  circuit: 'v6.1.0',
  status: 'active',
};

test('every environment has an image that is listed, built for its compiler, target and profile', () => {
  expect(codeOf(() => checkImages(schedule, [image]))).toBe('accepted');
});

test('an unknown image is refused', async () => {
  expect(codeOf(() => checkImages(schedule, []))).toBe('schedule/unknown-image');
  expect(codeOf(() => checkImages(schedule, [{ ...image, imageId: '00'.repeat(32) }]))).toBe(
    'schedule/unknown-image',
  );
  expect(codeOf(() => policyOf(environment(), policy))).toBe('schedule/unknown-image');
});
const policy = await makePolicy();

test.each([
  ['compiler', { compiler: { name: 'wasmtime', version: '48.0.9' } }],
  ['target', { target: 'aarch64' }],
  ['profile', { profile: 'cd'.repeat(32) }],
])('an image that was built with another %s is refused', (_, changes) => {
  expect(codeOf(() => checkImages(schedule, [{ ...image, ...changes }]))).toBe('schedule/image-mismatch');
});
