/** A daemon on a store that somebody else has been at, or on a disk that changes under it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { canMount, coverReadOnly, mountDisk, uncover, unmountDisk } from '../store/smallDisk.js';
import { ADD, TestDaemon, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 180_000 });
let daemon: TestDaemon;
afterEach(() => daemon.stop());
const URL_OF_ADD = `/v1/modules/${wasmDigest('add')}`;

/** The only entry's folder. */
function entry(): string {
  const folder = join(daemon.settings.store, 'v2', wasmDigest('add'));
  return join(folder, readdirSync(folder)[0] ?? '');
}
function pipe(file: string): void {
  rmSync(file);
  execFileSync('mkfifo', [file]);
}
function link(file: string): void {
  const elsewhere = join(daemon.folder, 'elsewhere');
  execFileSync('mv', [file, elsewhere]);
  execFileSync('ln', ['-s', elsewhere, file]);
}

test.each([
  ['a pipe for an artifact', () => pipe(join(entry(), 'artifact.cwasm'))],
  ['a link for a receipt', () => link(join(entry(), 'receipt'))],
  ['a file more', () => writeFileSync(join(entry(), 'more'), '')],
])('%s is told, and hangs nothing', async (_, spoil) => {
  daemon = await TestDaemon.start();
  await daemon.submit(ADD);
  spoil();
  const answers = await Promise.all(Array.from({ length: 20 }, () => daemon.ask(URL_OF_ADD)));
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 500, body: { error: { code: 'store/corrupt' } } });
  }
  expect((await daemon.ask('/v1/health')).body.status).toBe('ok');
  expect((await daemon.submit(ADD)).body.error.code).toBe('store/corrupt');
});

test('a pipe for a record', async () => {
  daemon = await TestDaemon.start();
  await daemon.submit(ADD);
  const folder = join(daemon.settings.store, 'environments', 'none', wasmDigest('add'));
  pipe(join(folder, readdirSync(folder)[0] ?? ''));
  expect(await daemon.ask(URL_OF_ADD)).toMatchObject({
    status: 500,
    body: { error: { code: 'store/record' } },
  });
});

test('a submission that is swept away while it is verified is refused, and the next is stored', async () => {
  daemon = await TestDaemon.start();
  const pending = join(daemon.settings.store, 'pending');
  const submitted = daemon.submit(ADD);
  await vi.waitFor(
    () => {
      const [name] = readdirSync(pending).filter((one) => one.endsWith('.upload'));
      if (name === undefined) throw new Error('nothing has arrived');
      rmSync(join(pending, name));
    },
    { timeout: 20_000, interval: 1 },
  );
  const { status, body } = await submitted;
  expect([status, body.error?.code]).toEqual([507, 'store/unwritable']);
  expect((await daemon.submit(ADD)).status).toBe(201);
});

test.skipIf(!canMount)('a disk that turns read-only: refused, and what is there is still told', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'zkcwasm-disk-'));
  mountDisk(disk, 8);
  const store = join(disk, 'store');
  try {
    daemon = await TestDaemon.start({ store });
    expect((await daemon.submit(ADD)).status).toBe(201);
    coverReadOnly(store);
    const answer = await daemon.submit(ADD);
    expect(answer).toMatchObject({ status: 507, body: { error: { code: 'store/unwritable' } } });
    expect(answer.headers.get('retry-after')).toBe('60');
    expect((await daemon.ask(URL_OF_ADD)).body.entries).toHaveLength(1);
    expect((await daemon.ask('/v1/health')).body.status).toBe('ok');
    uncover(store);
    expect((await daemon.submit(ADD)).status).toBe(200);
  } finally {
    await daemon.stop();
    unmountDisk(disk);
  }
});
