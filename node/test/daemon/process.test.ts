/** Daemons as processes: two on one store, signals, kills, full disks, more than it can do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeCommand } from '../../../testkit/commands.js';
import { codeOf, fixture, path } from '../../../testkit/fixtures.js';
import { startDaemon } from '../../src/daemon/daemon.js';
import { readToken } from '../../src/daemon/token.js';
import { canMount, mountDisk, unmountDisk } from '../store/smallDisk.js';
import { ADD, TestDaemon, TOKEN, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 180_000 });
const COMMAND = fileURLToPath(new URL('../../bin/zkcwasm-node.js', import.meta.url));
let folder: string;
let token: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-serve-'));
  token = join(folder, 'token');
  writeFileSync(token, TOKEN, { mode: 0o600 });
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Served {
  child: ChildProcess;
  url: string;
  log: () => Record<string, unknown>[];
  ended: Promise<number | null>;
}

/** `zkcwasm-node serve`, once it listens. */
function serve(...args: string[]): Promise<Served> {
  const common = ['--store', join(folder, 'store'), '--policy', path('policy.json'), '--token-file', token];
  const child = spawn(process.execPath, [COMMAND, 'serve', '--listen', '127.0.0.1:0', ...common, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let said = '';
  const log = () =>
    said
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return new Promise((resolve, reject) => {
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${said}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const listening = log().find(({ msg }) => msg === 'listening');
      if (listening !== undefined) resolve({ child, url: `http://127.0.0.1:${listening.port}`, log, ended });
    });
  });
}

async function submit(url: string, files: Record<string, Uint8Array> = ADD, kind = 'artifact') {
  const form = new FormData();
  for (const [name, content] of Object.entries(files))
    form.append(name, new Blob([content as BlobPart]), name);
  const headers = { authorization: `Bearer ${TOKEN}` };
  return fetch(`${url}/v1/receipts?kind=${kind}`, { method: 'POST', headers, body: form });
}
const held = async (url: string) =>
  ((await (await fetch(`${url}/v1/modules/${wasmDigest('add')}`)).json()) as { entries: object[] }).entries
    .length;

test('killed and started again: what was acknowledged is there, and the store is free', async () => {
  const first = await serve();
  expect((await submit(first.url)).status).toBe(201);
  first.child.kill('SIGKILL');
  await first.ended;
  const second = await serve();
  expect(await held(second.url)).toBe(1);
  expect((await submit(second.url)).status).toBe(200);
  expect(second.log().every(({ level, time }) => typeof level === 'number' && typeof time === 'number')).toBe(
    true,
  );
});

test('two daemons on one store: the second is refused, and commands go on', async () => {
  const first = await serve();
  const second = await nodeCommand('serve', '--store', join(folder, 'store'), '--listen', '127.0.0.1:0');
  expect(second.code).toBe(1);
  expect(second.err).toContain('(store/in-use)');
  const accept = [
    'accept',
    path('add.receipt'),
    '--artifact',
    path('add.cwasm'),
    '--policy',
    path('policy.json'),
  ];
  const accepted = await nodeCommand(...accept, '--store', join(folder, 'store'), '--json');
  expect(accepted.code, accepted.out).toBe(0);
  expect(await held(first.url)).toBe(1);
});

test('a signal: what is under way is answered, nothing new is taken, exit code 0', async () => {
  const served = await serve('--workers', '1');
  const under = [submit(served.url), submit(served.url)];
  await vi.waitFor(
    async () => {
      const health = (await (await fetch(`${served.url}/v1/health`)).json()) as { places: { taken: number } };
      expect(health.places.taken).toBe(2);
    },
    { timeout: 20_000, interval: 2 },
  );
  served.child.kill('SIGTERM');
  expect((await Promise.all(under)).map(({ status }) => status).sort()).toEqual([200, 201]);
  expect(await served.ended).toBe(0);
  expect(served.log().at(-1)).toMatchObject({ msg: 'stopped' });
  await expect(fetch(`${served.url}/v1/health`)).rejects.toThrow();
});

test('more than it can do: refused with Retry-After before it is read, and nothing is lost', async () => {
  const daemon = await TestDaemon.start({ workers: 1, queue: 1 });
  try {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => submit(daemon.url).catch(() => undefined)),
    );
    const refused = answers.filter((answer) => answer?.status === 503);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(Number(answer?.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer?.json()).toMatchObject({ error: { code: 'daemon/busy' } });
    }
    expect(answers.filter((answer) => answer?.status === 201)).toHaveLength(1);
    // Who comes back is served.
    await vi.waitFor(async () => expect((await submit(daemon.url)).status).toBe(200), 20_000);
    expect(readdirSync(join(daemon.settings.store, 'pending'))).toEqual([]);
  } finally {
    await daemon.stop();
  }
});

test('a verification that takes too long is ended, and the next is served', async () => {
  const daemon = await TestDaemon.start({ verifySeconds: 0.001 });
  try {
    const answer = await submit(daemon.url);
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { error: { code: 'daemon/timed-out' } },
    ]);
    expect((await daemon.ask('/v1/health')).body.places.taken).toBe(0);
  } finally {
    await daemon.stop();
  }
});

test('a store that is full, or over its limit', async () => {
  const daemon = await TestDaemon.start({ maxStoreBytes: 1000 });
  try {
    const answer = await submit(daemon.url);
    expect(answer.status).toBe(507);
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(await answer.json()).toMatchObject({ error: { code: 'store/full' } });
    expect(await held(daemon.url)).toBe(0);
  } finally {
    await daemon.stop();
  }
});

test.skipIf(!canMount)('a disk that is full while a submission arrives', async () => {
  const disk = join(folder, 'disk');
  mountDisk(disk, 1);
  try {
    // No room for a receipt.
    writeFileSync(join(disk, 'rest'), Buffer.alloc(600_000));
    const daemon = await TestDaemon.start({ store: join(disk, 'store') });
    try {
      for (const files of [ADD, { receipt: ADD.receipt, artifact: new Uint8Array(2 << 20) }]) {
        const answer = await submit(daemon.url, files);
        expect([answer.status, await answer.json()]).toMatchObject([
          507,
          { error: { code: 'store/unwritable' } },
        ]);
      }
      expect(await held(daemon.url)).toBe(0);
      expect(readdirSync(join(disk, 'store', 'pending'))).toEqual([]);
      expect((await daemon.ask('/v1/health')).status).toBe(200);
    } finally {
      await daemon.stop();
    }
  } finally {
    unmountDisk(disk);
  }
});

test('what cannot be started says why, and gives the store back', async () => {
  const daemon = await TestDaemon.start();
  const settings = { ...daemon.settings, store: join(folder, 'store') };
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  try {
    const { port } = taken.address() as { port: number };
    const code = (changes: object) => codeOf(startDaemon({ ...settings, ...changes }));
    expect(await code({ port })).toBe('daemon/listen');
    expect(await code({ tokenFile: join(folder, 'none') })).toBe('input/unreadable');
    expect(await code({ page: join(folder, 'none') })).toBe('daemon/options');
    chmodSync(token, 0o644);
    expect(await codeOf(readToken(token))).toBe('daemon/options');
    writeFileSync(token, 'short', { mode: 0o600 });
    chmodSync(token, 0o600);
    expect(await codeOf(readToken(token))).toBe('daemon/options');
    mkdirSync(join(folder, 'later', 'v3'), { recursive: true });
    expect(await code({ store: join(folder, 'later') })).toBe('store/version');
    const started = await startDaemon(settings);
    expect(started.host).toBe('127.0.0.1');
    await started.stop();
  } finally {
    taken.close();
    await daemon.stop();
  }
});

test.each([
  [[]],
  [['--store', 'x', '--listen', 'example.org:80']],
  [['--store', 'x', '--listen', '127.0.0.1']],
  [['--store', 'x', '--listen', '127.0.0.1:70000']],
  [['--store', 'x', '--workers', '0']],
  [['--store', 'x', '--queue', '-1']],
  [['--store', 'x', '--log-level', 'loud']],
])('wrong usage %j has exit code 2', async (args) => {
  expect((await nodeCommand('serve', ...args)).code).toBe(2);
});

test('a proved refusal is accepted as what it is, where the policy takes refusals', async () => {
  const allowing = new TextEncoder().encode('{ "allowRejected": true }');
  const files = { receipt: fixture('invalid').receipt };
  for (const [changes, status] of [
    [{}, 422],
    [{ policy: allowing }, 201],
  ] as const) {
    const daemon = await TestDaemon.start(changes);
    try {
      expect((await submit(daemon.url, files, 'rejected')).status).toBe(status);
      const { body } = await daemon.ask(`/v1/modules/${wasmDigest('invalid')}`);
      expect(body.entries.map(({ kind }: { kind: string }) => kind)).toEqual(
        status === 201 ? ['rejected'] : [],
      );
    } finally {
      await daemon.stop();
    }
  }
});
