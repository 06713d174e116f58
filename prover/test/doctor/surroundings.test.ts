import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { surroundingsHere } from '../../src/doctor/surroundings.js';

const { availableMemory, freeDisk, run } = surroundingsHere();
let folder: string;

beforeAll(() => {
  folder = temporaryFolder('surroundings');
});

test('free disk of a folder is that of its nearest parent, and none behind a file', async () => {
  const here = (await freeDisk(folder)) ?? 0n;
  expect(here).toBeGreaterThan(0n);
  expect(await freeDisk(join(folder, 'a', 'b'))).toBeGreaterThan(0n);
  const file = join(folder, 'file');
  writeFileSync(file, '');
  expect(await freeDisk(file)).toBe(0n);
  expect(await freeDisk(join(file, 'a'))).toBe(0n);
});

test('a program says its first line, or why it does not', async () => {
  expect(await run(process.execPath, '--version')).toEqual({ line: process.version });
  expect(await run(join(folder, 'none'))).toEqual({ problem: `there is no ${join(folder, 'none')}` });
  expect(await run(folder)).toEqual({ problem: `${folder} may not be executed` });
  const failed = await run(process.execPath, '-e', 'console.error("no\\nmore"); process.exit(3)');
  expect(failed).toEqual({ problem: 'no' });
});

test.runIf(process.platform === 'linux')('memory that is available is told, in bytes', async () => {
  expect(await availableMemory()).toBeGreaterThan(1n << 20n);
});
