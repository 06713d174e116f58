import { mkdtemp, open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemReason } from '../../src/util/systemReason.js';

const failed = async (work: () => Promise<unknown>): Promise<unknown> =>
  work().then(
    () => undefined,
    (error: unknown) => error,
  );

test('what the file system says, in words', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zkcwasm-reason-'));
  const gone = await failed(() => readFile(join(folder, 'none')));
  expect(systemReason(gone)).toBe('there is no such file or folder');
  expect(systemReason(gone, { ENOENT: 'its folder does not exist' })).toBe('its folder does not exist');
  expect(systemReason(await failed(() => readFile(folder)))).toBe('it is a folder, and not a file');
  expect(systemReason(await failed(() => open(join(folder, 'a'.repeat(300)))))).toBe('its name is too long');
});

test('a code without words keeps its message', () => {
  expect(systemReason(Object.assign(new Error('so it is'), { code: 'EOTHER' }))).toBe('so it is');
  expect(systemReason(Object.assign(new Error('so it is'), { code: 'toString' }))).toBe('so it is');
  expect(systemReason(new Error('no code'))).toBe('no code');
});
