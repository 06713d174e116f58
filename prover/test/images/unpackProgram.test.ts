import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';

const cache = temporaryFolder('unpack');
vi.stubEnv('ZKCWASM_CACHE', cache);
const { unpackProgram } = await import('../../src/images/unpackProgram.js');
const { openImage } = await import('../../src/images/openImage.js');

describe('the program of an image', () => {
  test('that is committed is unpacked to the cache, and has its hash', async () => {
    const image = await openImage();
    expect(image.elf).toBe(join(cache, 'images', `${image.elfHash}.elf`));
  });

  test('that is listed by its hash alone is said to be so, with the command that builds it', async () => {
    const asked = unpackProgram({ name: 'wasmtime-48-vax', elfHash: '00'.repeat(32) });
    await expect(asked).rejects.toMatchObject({
      code: 'image/not-built',
      message: expect.stringContaining('npm run build:images -- wasmtime-48-vax'),
    });
  });

  test('that has another hash than the list says is refused', async () => {
    const { name } = await openImage();
    await expect(unpackProgram({ name, elfHash: '11'.repeat(32) })).rejects.toMatchObject({
      code: 'image/corrupt',
      message: expect.stringContaining('does not have the hash'),
    });
  });
});
