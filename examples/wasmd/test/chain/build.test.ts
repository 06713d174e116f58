/** What goes wrong before there is a wasmd, with a `go` that is none. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { buildWasmd } from '../../src/chain/build.js';
import { WASMD } from '../../src/chain/version.js';
import { codeOf } from '../codeOf.js';

let work = '';
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'zkcwasm-go-'));
  mkdirSync(join(work, 'bin'));
  vi.stubEnv('ZKCWASM_CACHE', join(work, 'cache'));
  vi.stubEnv('PATH', `${join(work, 'bin')}:/usr/bin:/bin`);
});
afterEach(() => vi.unstubAllEnvs());

/** A `go` whose answers are those of the script. */
function go(script: string): void {
  writeFileSync(join(work, 'bin', 'go'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(work, 'bin', 'go'), 0o755);
}

const NEW = '[ "$1" = env ] && { echo go1.25.9; exit 0; }';

test('no Go, and one that is too old', async () => {
  vi.stubEnv('PATH', join(work, 'bin'));
  expect(await codeOf(buildWasmd())).toBe('chain/no-go');
  vi.stubEnv('PATH', `${join(work, 'bin')}:/usr/bin:/bin`);
  go('echo go1.24.3');
  expect(await codeOf(buildWasmd())).toBe('chain/no-go');
  await expect(buildWasmd()).rejects.toThrow(`Install Go 1.${WASMD.goMinor}`);
});

test('modules that cannot be had', async () => {
  go(`${NEW}\necho 'dial tcp: lookup proxy: no such host' >&2; exit 1`);
  expect(await codeOf(buildWasmd())).toBe('chain/no-modules');
  await expect(buildWasmd()).rejects.toThrow('no such host');
});

test('a module with another checksum is not built', async () => {
  go(`${NEW}\n[ "$1" = build ] && touch ${work}/built\necho '{"Sum":"h1:other=","Dir":"/tmp"}'`);
  expect(await codeOf(buildWasmd())).toBe('chain/module-changed');
  expect(readdirSync(work)).not.toContain('built');
});

test('a build that fails leaves nothing behind', async () => {
  go(`${NEW}\n[ "$1" = build ] && { echo 'undefined: x' >&2; exit 1; }
    echo '{"Sum":"${WASMD.sum}","Dir":"/tmp"}'`);
  expect(await codeOf(buildWasmd())).toBe('chain/build-failed');
  await expect(buildWasmd()).rejects.toThrow('undefined: x');
  expect(readdirSync(join(work, 'cache', 'wasmd'))).toEqual([]);
});

test('a build that takes too long is ended, and leaves nothing behind', async () => {
  go(`${NEW}\n[ "$1" = build ] && exec sleep 100
    echo '{"Sum":"${WASMD.sum}","Dir":"/tmp"}'`);
  expect(await codeOf(buildWasmd({ limitMs: 3_000 }))).toBe('chain/build-slow');
  expect(readdirSync(join(work, 'cache', 'wasmd'))).toEqual([]);
});
