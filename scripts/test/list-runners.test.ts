import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { listRunners } from '../../prover/src/index.js';
import { temporaryFolder } from '../../testkit/temporaryFolder.js';

const SCRIPT = new URL('../list-runners.mjs', import.meta.url).pathname;
let folder: string;

beforeEach(() => {
  folder = temporaryFolder('list');
});

function runner(name: string, answer: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\ncat > /dev/null\necho '${answer}'\n`, { mode: 0o755 });
}

function list(): number | null {
  return spawnSync(process.execPath, [SCRIPT, folder], { stdio: 'ignore' }).status;
}

const hello = (compilerVersion: string) => JSON.stringify({ compiler: 'wasmtime', compilerVersion });

test('two Wasmtimes side by side, and nothing that is half built', async () => {
  runner('zkcwasm-runner-wasmtime-48', hello('48.0.8'));
  runner('zkcwasm-runner-wasmtime-49', hello('49.0.0'));
  runner('zkcwasm-runner-wasmtime-49.new', 'half');
  runner('README', 'nothing');
  expect(list()).toBe(0);
  const listed = await listRunners(folder);
  expect(listed.map(({ compilerVersion }) => compilerVersion)).toEqual(['48.0.8', '49.0.0']);
  expect(new Set(listed.map(({ sha256 }) => sha256)).size).toBe(2);
  expect(existsSync(join(folder, 'runners.json.new'))).toBe(false);
});

test.each(['', 'hello', '{}', '[]', 'null', '{"compiler":"wasmtime","compilerVersion":"48"}'])(
  'a program that answers %j is not listed, and the list stays as it was',
  (answer) => {
    runner('zkcwasm-runner-wasmtime-48', hello('48.0.8'));
    expect(list()).toBe(0);
    const before = readFileSync(join(folder, 'runners.json'), 'utf8');
    runner('zkcwasm-runner-wasmtime-49', answer);
    expect(list()).toBe(1);
    expect(readFileSync(join(folder, 'runners.json'), 'utf8')).toBe(before);
  },
);

test('a program that cannot be started', () => {
  writeFileSync(join(folder, 'zkcwasm-runner-wasmtime-48'), 'no program');
  expect(list()).toBe(1);
  expect(existsSync(join(folder, 'runners.json'))).toBe(false);
});
