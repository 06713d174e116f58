/** Artifacts that run while a daemon has other things to do: how many at once, and what becomes of them when it stops. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ADD, TestDaemon, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 120_000 });
const isConfining = spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true']).status === 0;
const URL_OF_RUN = `/v1/modules/${wasmDigest('add')}/run`;
let folder: string;
let daemon: TestDaemon;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-runs-'));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A runner that says what it is, and never comes back from a call. */
function endlessRunner(): string {
  const program = join(folder, 'runner');
  const hello = `echo '{"id":1,"event":"result","compilerVersion":"48.0.8"}'`;
  writeFileSync(
    program,
    `#!/bin/sh\nwhile read -r line; do case "$line" in *hello*) ${hello};; *) sleep 1000;; esac; done\n`,
  );
  chmodSync(program, 0o755);
  return program;
}

/** Processes whose command line names a program. */
function running(program: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program);
      } catch {
        return false;
      }
    });
}
const jobs = () => readdirSync(tmpdir()).filter((name) => name.startsWith('zkcwasm-run-'));

describe.skipIf(!isConfining)('a call that never ends', () => {
  test('keeps no others waiting without end: who finds no place is told when to come back', async () => {
    const runner = endlessRunner();
    daemon = await TestDaemon.start({ runner, runSeconds: 1, workers: 1 });
    await daemon.submit(ADD);
    const first = daemon.change(URL_OF_RUN, { export: 'add' });
    await vi.waitFor(() => expect(running(runner)).not.toEqual([]), 20_000);
    const second = await daemon.change(URL_OF_RUN, { export: 'add' });
    expect(second).toMatchObject({ status: 503, body: { error: { code: 'daemon/busy' } } });
    expect(second.headers.get('retry-after')).toBe('2');
    // Who verifies is not held up by it.
    expect((await daemon.submit(ADD)).status).toBe(200);
    const { body } = await first;
    expect(body.error.code).toBe('run/timed-out');
    await vi.waitFor(() => expect(running(runner)).toEqual([]), 20_000);
  });

  test('is killed by a stop that waits no longer, with its process and its folder', async () => {
    const runner = endlessRunner();
    const before = jobs();
    daemon = await TestDaemon.start({ runner, runSeconds: 1000, stopSeconds: 1 });
    await daemon.submit(ADD);
    const call = daemon.change(URL_OF_RUN, { export: 'add' }).then(
      ({ body }) => body.error.code,
      () => 'cut off',
    );
    await vi.waitFor(() => expect(running(runner)).not.toEqual([]), 20_000);
    await daemon.daemon.stop();
    expect(['run/died', 'cut off']).toContain(await call);
    await vi.waitFor(() => expect(running(runner)).toEqual([]), 20_000);
    // Other tests run artifacts at the same time, and each removes its folder.
    await vi.waitFor(() => expect(jobs().filter((name) => !before.includes(name))).toEqual([]), 20_000);
  });
});
