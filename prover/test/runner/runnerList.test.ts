import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { findRunner, listRunners, parseRunnerList } from '../../src/index.js';
import { runnersFolder, VERSION } from '../runnersFolder.js';

const good = {
  compiler: 'wasmtime',
  compilerVersion: '48.0.8',
  file: 'zkcwasm-runner-wasmtime-48',
  sha256: 'ab'.repeat(32),
};
const list = (...runners: unknown[]) => JSON.stringify({ version: 1, runners });
let folder: string;

beforeEach(() => {
  folder = temporaryFolder('runners');
});

describe('a list', () => {
  test('of two Wasmtimes side by side', () => {
    const other = { ...good, compilerVersion: '49.0.0', file: 'zkcwasm-runner-wasmtime-49' };
    expect(parseRunnerList(list(good, other))).toEqual([good, other]);
    expect(parseRunnerList(list())).toEqual([]);
  });

  test.each([
    ['no JSON', '{'],
    ['not an object', '[]'],
    ['another version', JSON.stringify({ version: 2, runners: [] })],
    ['an unknown key', JSON.stringify({ version: 1, runners: [], more: 1 })],
    ['a runner with an unknown key', list({ ...good, more: 1 })],
    ['two runners of one version', list(good, { ...good, file: 'other' })],
    ['a version that is not exact', list({ ...good, compilerVersion: '48' })],
    ['a file in another folder', list({ ...good, file: '../runner' })],
    ['an absolute path', list({ ...good, file: '/bin/sh' })],
    ['a hidden file', list({ ...good, file: '.runner' })],
    ['a hash that is cut', list({ ...good, sha256: 'ab' })],
    ['a runner without a hash', list({ ...good, sha256: undefined })],
  ])('%s is refused', (_, text) => {
    expect(() => parseRunnerList(text)).toThrow(expect.objectContaining({ code: 'runner/list' }));
  });
});

describe('a runner', () => {
  const code = (code: string, message: RegExp | string = '') =>
    expect.objectContaining({ code, message: expect.stringMatching(message) });

  test('is found by the exact version of its compiler', async () => {
    runnersFolder(folder, '');
    expect(await findRunner(VERSION, folder)).toBe(join(folder, 'runner.mjs'));
    await expect(findRunner('48.0.9', folder)).rejects.toEqual(code('runner/missing', /wasmtime 48\.0\.8/));
    await expect(findRunner('', folder)).rejects.toEqual(code('runner/missing'));
  });

  test('without a list, or with one that cannot be read', async () => {
    await expect(listRunners(folder)).rejects.toEqual(code('runner/missing', /build:runner/));
    await expect(listRunners(join(folder, 'nowhere'))).rejects.toEqual(code('runner/missing'));
    const list = join(folder, 'runners.json');
    writeFileSync(list, '{}');
    await expect(listRunners(folder)).rejects.toEqual(code('runner/list'));
    // A folder in its place.
    await expect(listRunners(list)).rejects.toEqual(code('runner/list'));
  });

  test('that is not there, or is another one than the list names', async () => {
    runnersFolder(folder, '', { file: 'gone' });
    await expect(findRunner(VERSION, folder)).rejects.toEqual(code('runner/missing', /gone/));
    runnersFolder(folder, '');
    const path = join(folder, 'runner.mjs');
    writeFileSync(path, '#!/usr/bin/env node\n//');
    chmodSync(path, 0o755);
    await expect(findRunner(VERSION, folder)).rejects.toEqual(code('runner/mismatch', /build:runner/));
  });
});
