/** Requests that are made to break a daemon: each ends in an answer that says what is wrong, and the daemon goes on. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DaemonSettings, DEFAULTS, silenceMs } from '../../src/daemon/settings.js';
import { ADD, TestDaemon, TOKEN, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 180_000 });
let daemon: TestDaemon | undefined;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-hostile-'));
});
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
  rmSync(folder, { recursive: true, force: true });
});
async function start(changes: Partial<DaemonSettings> = {}): Promise<TestDaemon> {
  daemon = await TestDaemon.start(changes);
  return daemon;
}
const health = async (one: TestDaemon) => (await one.ask('/v1/health')).body;

const CLOSE = 'connection: close\r\n';
const WITH_TOKEN = `${CLOSE}authorization: Bearer ${TOKEN}\r\n`;
describe('requests that Node or the framework would refuse in words of their own', () => {
  test.each([
    ['an unknown expectation', `GET /v1/health HTTP/1.1\r\nhost: x\r\n${CLOSE}expect: wonders\r\n\r\n`, 400],
    ['no header Host', `GET /v1/health HTTP/1.1\r\n${CLOSE}\r\n`, 400],
    ['the head of the events', `HEAD /v1/events HTTP/1.1\r\nhost: x\r\n${CLOSE}\r\n`, 404],
    ['half of an escape', `GET /v1/modules/% HTTP/1.1\r\nhost: x\r\n${CLOSE}\r\n`, 400],
    ['a trace', `TRACE / HTTP/1.1\r\nhost: x\r\n${CLOSE}\r\n`, 404],
    [
      'a body in another encoding',
      `POST /v1/session HTTP/1.1\r\nhost: x\r\n${WITH_TOKEN}content-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}`,
      400,
    ],
    [
      'a boundary of five thousand characters',
      `POST /v1/receipts HTTP/1.1\r\nhost: x\r\n${WITH_TOKEN}content-type: multipart/form-data; boundary=${'x'.repeat(5000)}\r\ncontent-length: 2\r\n\r\n{}`,
      400,
    ],
  ])('%s', async (_, request, status) => {
    const one = await start();
    const said = await one.raw([request]);
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (!request.startsWith('HEAD')) {
      expect(said).toMatch(/"error":\{"code":"request\/[a-z-]+","message":"[^"]{10,}.*"hint":/);
    }
    expect((await health(one)).status).toBe('ok');
  });

  test('an old client without Host is answered', async () => {
    const one = await start();
    expect(await one.raw(['GET /v1/health HTTP/1.0\r\n\r\n'])).toMatch(/^HTTP\/1\.1 200 /);
  });
});

/** A worker that takes its time, and then refuses. */
function worker(seconds: number): URL {
  const file = join(folder, 'slow.mjs');
  const refusal = `{ refusal: { code: 'receipt/malformed', message: 'slow' } }`;
  writeFileSync(
    file,
    `export default () => new Promise((resolve) => setTimeout(() => resolve(${refusal}), ${seconds * 1000}));`,
  );
  return pathToFileURL(file);
}

test('who waits for a verification longer than a request may take to arrive is not cut off', async () => {
  const one = await start({ requestSeconds: 1, workerFile: worker(5) });
  expect(await one.submit(ADD)).toMatchObject({ status: 422, body: { error: { message: 'slow' } } });
});

test('a connection may be silent for as long as any answer may take', () => {
  const settings = (changes: Partial<DaemonSettings>) => ({ ...DEFAULTS, store: '', ...changes });
  expect(silenceMs(settings({}))).toBeGreaterThanOrEqual(120_000);
  expect(silenceMs(settings({ verifySeconds: 600 }))).toBeGreaterThan(600_000);
  expect(silenceMs(settings({ runSeconds: 100 }))).toBeGreaterThan(400_000);
});

test('a stop waits no longer than it says, and refuses what comes meanwhile in the form of all refusals', async () => {
  const one = await start({ stopSeconds: 2, verifySeconds: 100, workerFile: worker(50) });
  const submitted = one.submit(ADD).then(
    ({ body }) => body.error.code,
    () => 'cut off',
  );
  await vi.waitFor(async () => expect((await health(one)).places.taken).toBe(1), 20_000);
  // Half a request keeps its connection from being closed as an idle one.
  const socket = connect(one.daemon.port, '127.0.0.1');
  let said = '';
  socket.on('data', (text: Buffer) => {
    said += text.toString('latin1');
  });
  socket.on('error', () => undefined);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.write('GET /v1/support HTTP/1.1\r\nhost: x\r\n');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const stopping = one.daemon.stop();
  socket.write('\r\n');
  await ended;
  expect(said).toMatch(/^HTTP\/1\.1 503 /);
  expect(said).toMatch(/retry-after: \d+/i);
  expect(said).toContain('"code":"daemon/stopping"');
  await stopping;
  // The connection may be gone before the answer is written.
  expect(['daemon/stopping', 'cut off']).toContain(await submitted);
  expect(readdirSync(join(one.settings.store, 'pending'))).toEqual([]);
});

describe('events', () => {
  /** What a listener hears until it has heard enough. */
  async function hears({ url }: TestDaemon, enough: RegExp, lastId?: string): Promise<string> {
    const stop = new AbortController();
    const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
    const response = await fetch(`${url}/v1/events`, { signal: stop.signal, headers });
    const reader = response.body?.getReader();
    let said = '';
    while (!enough.test(said)) said += new TextDecoder().decode((await reader?.read())?.value);
    stop.abort();
    return said;
  }
  const listeners = (one: TestDaemon, count: number) =>
    vi.waitFor(
      async () => expect((await one.ask('/metrics')).body).toMatch(`zkcwasm_event_listeners ${count}\n`),
      20_000,
    );

  /** A daemon after its first event, a refusal, and that event's ID. */
  async function afterOneEvent(): Promise<[TestDaemon, string]> {
    const one = await start();
    const first = hears(one, /event: refused/);
    await listeners(one, 1);
    await one.submit({ ...ADD, artifact: ADD.receipt });
    const [, last = ''] = /^id: ([0-9a-f]{8}-1)$/m.exec(await first) ?? [];
    expect(last).not.toBe('');
    return [one, last];
  }

  test('who comes back hears what was missed, or that something was', async () => {
    const [one, last] = await afterOneEvent();
    await one.submit(ADD);
    expect(await hears(one, /event: accepted/, last)).not.toContain('refused');
    for (const unknown of ['00000000-1', last.replace(/1$/, '999'), 'x', '-1', `${last}000000000000000000`]) {
      expect(await hears(one, /event: /, unknown), unknown).toContain('event: missed\ndata: {}\n\n');
    }
  });

  test('what is kept is bounded, and who missed more than that is told', async () => {
    const [one, last] = await afterOneEvent();
    // A request that is out of form is no event; a receipt that does not hold is one.
    for (let n = 0; n < 257; n += 1) await one.submit({ receipt: new Uint8Array() }, 'rejected');
    expect(await hears(one, /event: /, last)).toContain('event: missed');
    const heard = await hears(one, /-258\n/, last.replace(/1$/, '2'));
    expect(heard.match(/^event: refused$/gm)).toHaveLength(256);
  });

  test('so many listeners, and then a refusal that says when to come back', async () => {
    const one = await start();
    const stop = new AbortController();
    const all = await Promise.all(
      Array.from({ length: 64 }, () => fetch(`${one.url}/v1/events`, { signal: stop.signal })),
    );
    expect(all.every(({ status }) => status === 200)).toBe(true);
    const refused = await one.ask('/v1/events');
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'daemon/busy' } } });
    expect(refused.headers.get('retry-after')).toBe('2');
    stop.abort();
    await listeners(one, 0);
  });
});

test('very many questions at once: each is answered, or refused politely', async () => {
  const one = await start();
  await one.submit(ADD);
  const url = `/v1/modules/${wasmDigest('add')}`;
  const answers = await Promise.all(Array.from({ length: 400 }, () => one.ask(url)));
  for (const { status, headers, body } of answers) {
    if (status === 503) expect([headers.get('retry-after'), body.error.code]).toEqual(['2', 'daemon/busy']);
    else expect([status, body.entries.length]).toEqual([200, 1]);
  }
  expect((await one.ask(url)).status).toBe(200);
});
