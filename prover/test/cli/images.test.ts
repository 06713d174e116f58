import { knownImages } from '@zkcwasm/verifier';
import { expect, test } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';

test('every image is listed with its status, those of one name too', async () => {
  const known = await knownImages();
  // Otherwise this would show nothing: an image has the name of the one that it supersedes.
  expect(new Set(known.map(({ name }) => name)).size).toBeLessThan(known.length);
  const { code, out } = await proverCommand(['images']);
  expect(code).toBe(0);
  const lines = out.trim().split('\n');
  expect(lines).toHaveLength(known.length);
  for (const [i, { imageId, status, name }] of known.entries()) {
    expect(lines[i]).toMatch(new RegExp(`^${imageId} +${status} .*\\b${name} `));
  }
  const printed = JSON.parse((await proverCommand(['images', '--json'])).out) as unknown;
  expect(printed).toEqual({ images: known });
});
