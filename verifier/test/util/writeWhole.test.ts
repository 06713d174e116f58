import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { checkOutput, writeWhole } from '../../src/node.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-write-'));
  path = join(folder, 'file');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('a new file; over another only where that is asked for', async () => {
  await writeWhole(path, Uint8Array.of(1));
  expect(await codeOf(writeWhole(path, Uint8Array.of(2)))).toBe('output/exists');
  expect([...readFileSync(path)]).toEqual([1]);
  await writeWhole(path, Uint8Array.of(3), { overwrite: true });
  expect([...readFileSync(path)]).toEqual([3]);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a folder that cannot be written leaves nothing behind', async () => {
  writeFileSync(path, 'no folder');
  expect(await codeOf(writeWhole(join(path, 'below'), Uint8Array.of(1)))).toBe('output/unwritable');
  expect(await codeOf(writeWhole(folder, Uint8Array.of(1), { overwrite: true }))).toBe('output/unwritable');
  expect(await codeOf(checkOutput(join(path, 'below')))).toBe('output/unwritable');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('checkOutput leaves nothing, and says what is there', async () => {
  await checkOutput(path);
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(path, '');
  expect(await codeOf(checkOutput(path))).toBe('output/exists');
});

test('of many writers at once one writes, whole', async () => {
  const writers = Array.from({ length: 20 }, (_, i) => writeWhole(path, new Uint8Array(100_000).fill(i)));
  const outcomes = await Promise.all(writers.map(codeOf));
  expect(outcomes.filter((code) => code === 'accepted')).toHaveLength(1);
  expect(new Set(outcomes)).toEqual(new Set(['accepted', 'output/exists']));
  expect(new Set(readFileSync(path)).size).toBe(1);
  expect(readdirSync(folder)).toEqual(['file']);
});

test('a writer that is killed leaves no file of that name, or the whole of it', async () => {
  const program = `
    import { writeWhole } from ${JSON.stringify(new URL('../../dist/util/writeWhole.js', import.meta.url).href)};
    console.log('writing');
    await writeWhole(process.argv[1], new Uint8Array(${64 << 20}).fill(7));`;
  for (const delay of [0, 20, 60, 150]) {
    rmSync(path, { force: true });
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Listened for from the start: on a fast disk the writer is done, and gone, before the delay is over.
    const ended = new Promise((resolve) => child.once('close', resolve));
    const writing = new Promise((resolve) => child.stdout.once('data', () => resolve('writing')));
    expect(await Promise.race([writing, ended])).toBe('writing');
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill('SIGKILL');
    await ended;
    if (readdirSync(folder).includes('file')) expect(readFileSync(path).length).toBe(64 << 20);
  }
});
