import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openRegistry } from '../../src/registry/registry.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-lmdb-'));
});
afterEach(() => {
  vi.doUnmock('lmdb');
  vi.resetModules();
  rmSync(folder, { recursive: true, force: true });
});

test('a registry that is opened where lmdb cannot be loaded', async () => {
  vi.doMock('lmdb', () => {
    throw new Error('No native build was found');
  });
  await expect(openRegistry(folder, 'write')).rejects.toMatchObject({
    code: 'registry/unavailable',
    hint: expect.stringContaining('npm install'),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder without a registry is told apart before lmdb is loaded', async () => {
  vi.doMock('lmdb', () => {
    throw new Error('No native build was found');
  });
  await expect(openRegistry(folder, 'read')).rejects.toMatchObject({ code: 'registry/missing' });
});
