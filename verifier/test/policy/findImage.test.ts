import { expect, test } from 'vitest';
import { type Image, ImageError, knownImages, makePolicy } from '../../src/index.js';
import { fromHex } from '../../src/internal.js';
import { findImage } from '../../src/policy/findImage.js';

const [image] = (await knownImages()) as [Image];
const id = fromHex(image.imageId, 32) ?? new Uint8Array();

async function refusal(input: Record<string, unknown>): Promise<ImageError | undefined> {
  try {
    findImage(await makePolicy(input), id);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(ImageError);
    return error as ImageError;
  }
}

test('of trusted sources only; upstream is trusted where nothing is said', async () => {
  const tuned = { images: [{ ...image, source: 'tuned' }] };
  const upstream = { images: [{ ...image, source: 'upstream' }] };
  const found = await refusal(tuned);
  expect(found?.code).toBe('image/source');
  expect(found?.hint).toContain('add "tuned" to sources');
  expect((await refusal({ ...tuned, sources: ['upstream'] }))?.code).toBe('image/source');
  expect(await refusal({ ...tuned, sources: ['upstream', 'tuned'] })).toBeUndefined();
  expect(await refusal({ ...tuned, sources: ['tuned'] })).toBeUndefined();
  expect(await refusal(upstream)).toBeUndefined();
  expect((await refusal({ ...upstream, sources: ['tuned'] }))?.hint).toContain('add "upstream" to sources');
});

test('that it is revoked comes before its source', async () => {
  const images = [image, { ...image, status: 'revoked', source: 'tuned' }];
  expect((await refusal({ images }))?.code).toBe('image/revoked');
});
