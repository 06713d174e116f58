/**
 * Artifacts in a confined runner: with bubblewrap, and for what runs code with a built runner (`runner/bin`, or the folder that
 * `ZKCWASM_RUNNERS` names). What confinement keeps out is tried by a program that tries it, in the runner's place.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bytes, codeOf } from '../../../testkit/fixtures.js';
import { bubblewrap } from '../../src/runner/bubblewrap.js';
import { askRunner, type Call, runArtifact } from '../../src/runner/runArtifact.js';
import { ADD, TestDaemon, wasmDigest } from '../daemon/testDaemon.js';
import { digest } from '../store/made.js';

vi.setConfig({ testTimeout: 120_000 });
const runners = process.env.ZKCWASM_RUNNERS ?? fileURLToPath(new URL('../../../runner/bin', import.meta.url));
const program = join(runners, 'zkcwasm-runner-wasmtime-48');
const isConfining = spawnSync('bwrap', ['--unshare-all', '--ro-bind', '/', '/', 'true']).status === 0;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-confined-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A shell script in the runner's place. */
function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}
const LIMITS = { cpuSeconds: 2 };

describe.skipIf(!isConfining)('confined', () => {
  /** What a script prints that runs in the runner's place. */
  function said(text: string, writable = false): string {
    const job = mkdtempSync(join(folder, 'job-'));
    chmodSync(job, 0o777);
    const path = script(`try-${Math.random()}`, text);
    const [command = '', ...args] = bubblewrap({ program: path, folder: job, writable, ...LIMITS });
    const { stdout } = spawnSync(command, args, {
      env: { PATH: process.env.PATH, SECRET: 'x' },
      encoding: 'utf8',
    });
    return stdout;
  }

  test('no environment, no capabilities, nobody, no other process', () => {
    expect(said('env | grep -v -e ^PWD= -e ^SHLVL= -e ^_= -e ^OLDPWD=')).toBe('');
    expect(said('id -u')).toBe('65534\n');
    expect(said('ls /proc 2>/dev/null; echo $$')).toMatch(/^[0-9]{1,2}\n$/);
  });

  test('nothing of the file system but what it needs', () => {
    expect(said('ls /')).toBe(
      'bin\nlib\nlib64\ntmp\nusr\n'.replace('tmp\n', folder.startsWith('/tmp/') ? 'tmp\n' : ''),
    );
    expect(said('cat /etc/passwd /root/.bashrc 2>/dev/null; ls /home /etc /sys /dev 2>/dev/null')).toBe('');
  });

  test('no network: not even this machine', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    try {
      const connect = `bash -c '(exec 3<>/dev/tcp/127.0.0.1/${port}) 2>&- && echo open || echo shut'`;
      expect(spawnSync('sh', ['-c', connect], { encoding: 'utf8' }).stdout).toBe('open\n');
      expect(said(connect)).toBe('shut\n');
    } finally {
      server.close();
    }
  });

  test('nothing can be written, but for a folder that is given to it', () => {
    const everywhere =
      'for d in / /usr /tmp "$0" /dev; do (echo x > $d/made) 2>/dev/null && echo $d; done; true';
    expect(said(everywhere)).toBe('');
    expect(said('cd "$(dirname "$0")"; (echo x > made) 2>/dev/null && echo made; true')).toBe('');
    expect(readdirSync(folder)).not.toContain('made');
  });

  test('what loops is killed, and what prints without end, or nothing of use', async () => {
    expect(await codeOf(askRunner({ program: script('loops', 'while :; do :; done'), ...LIMITS }))).toBe(
      'run/timed-out',
    );
    expect(await codeOf(askRunner({ program: script('sleeps', 'sleep 1000'), cpuSeconds: 0.5 }))).toBe(
      'run/timed-out',
    );
    expect(
      await codeOf(
        askRunner({
          program: script('prints', 'while :; do printf 0123456789012345678901234567890123456789; done'),
          ...LIMITS,
        }),
      ),
    ).toBe('run/died');
    expect(await codeOf(askRunner({ program: script('ends', 'exit 3'), ...LIMITS }))).toBe('run/died');
    expect(await codeOf(askRunner({ program: join(folder, 'none'), ...LIMITS }))).toBe('runner/confinement');
  });

  test('without bubblewrap nothing is run', async () => {
    vi.stubEnv('PATH', folder);
    try {
      expect(await codeOf(askRunner({ program: script('fine', 'exit 0'), ...LIMITS }))).toBe(
        'runner/confinement',
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });

  describe.skipIf(!existsSync(program))('with a built runner', () => {
    const artifact = bytes('add.cwasm');
    const call: Call = {
      artifact,
      digest: digest(artifact),
      compilerVersion: '48.0.8',
      target: 'x86_64-unknown-linux-gnu',
      profile: 'fast-exec',
      export: 'add',
      args: ['20', '22'],
    };
    const settings = { program, cpuSeconds: 10, memoryBytes: 2 ** 31 };

    test('an accepted artifact runs; other bytes, and another compiler, are refused before they are loaded', async () => {
      expect(await runArtifact(settings, call)).toEqual(['42']);
      expect(await codeOf(runArtifact(settings, { ...call, export: 'sub' }))).toBe('run/failed');
      expect(await codeOf(runArtifact(settings, { ...call, args: ['x', '1'] }))).toBe('run/failed');
      const other = artifact.map((byte, i) => (i === 200 ? byte ^ 1 : byte));
      await expect(runArtifact(settings, { ...call, artifact: other })).rejects.toThrow(/SHA-256|digest/i);
      expect(await codeOf(runArtifact(settings, { ...call, compilerVersion: '36.0.1' }))).toBe(
        'runner/version',
      );
    });

    test('by the daemon, with the token alone', async () => {
      const daemon = await TestDaemon.start({ runner: program });
      try {
        const url = `/v1/modules/${wasmDigest('add')}/run`;
        const body = { export: 'add', args: ['1', '2'] };
        expect(await daemon.change(url, body)).toMatchObject({
          status: 404,
          body: { error: { code: 'run/no-artifact' } },
        });
        await daemon.submit(ADD);
        expect((await daemon.change(url, body, 'guess')).status).toBe(401);
        expect(await daemon.change(url, body)).toMatchObject({ status: 200, body: { results: ['3'] } });
        expect((await daemon.change(url, { ...body, imageId: '00'.repeat(32) })).status).toBe(404);
        expect((await daemon.change(url, { export: 'add', args: 'all' })).status).toBe(400);
        expect((await daemon.change(url, { export: 'add' })).body.error.code).toBe('run/failed');
      } finally {
        await daemon.stop();
      }
    });
  });
});

test('a daemon without a runner runs nothing', async () => {
  const daemon = await TestDaemon.start();
  try {
    const answer = await daemon.change(`/v1/modules/${wasmDigest('add')}/run`, { export: 'add' });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'run/no-runner' } } });
  } finally {
    await daemon.stop();
  }
});
