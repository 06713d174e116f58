import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditStore } from '@zkcwasm/verifier/node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { bytes, policy } from '../../../testkit/fixtures.js';
import { hasToken, readToken } from '../../src/daemon/token.js';
import { ADD, TestDaemon, TOKEN, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const PAGE = fileURLToPath(new URL('../../../page/src/index.html', import.meta.url));
let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await TestDaemon.start({ page: PAGE, maxArtifactBytes: 1 << 20, requestSeconds: 3 });
});
afterAll(() => daemon.stop());

const pending = () =>
  readdirSync(join(daemon.settings.store, 'pending')).filter((name) => name.endsWith('.upload'));
const idle = async () => {
  await vi.waitFor(async () => expect((await daemon.ask('/v1/health')).body.places.taken).toBe(0), 20_000);
  expect(pending()).toEqual([]);
};

describe('a receipt and its artifact', () => {
  test('are verified, stored once, found by the module, and hold in an audit', async () => {
    expect((await daemon.ask(`/v1/modules/${wasmDigest('add')}`)).body.entries).toEqual([]);
    const first = await daemon.submit(ADD);
    expect(first).toMatchObject({
      status: 201,
      body: { outcome: 'accepted', wasmDigest: wasmDigest('add') },
    });
    expect(await daemon.submit(ADD)).toMatchObject({ status: 200, body: { outcome: 'known' } });
    const { body } = await daemon.ask(`/v1/modules/${wasmDigest('add')}`);
    expect(body.entries).toHaveLength(1);
    expect(body.entries[0]).toMatchObject({ kind: 'artifact', artifactDigest: first.body.artifactDigest });
    expect(body.entries[0].acceptances).toEqual([{ acceptedAt: expect.stringMatching(/^20/) }]);
    expect((await daemon.ask(`/v1/modules/${wasmDigest('add')}?kind=bounds`)).body.entries).toEqual([]);
    const audit = await auditStore(daemon.settings.store, { policies: [await policy()] });
    expect(audit).toMatchObject({ held: 1, quarantined: [] });
    await idle();
  });

  test('are refused with the code of the verifier, and leave nothing', async () => {
    const flip = (content: Uint8Array, at: number) => content.map((byte, i) => (i === at ? byte ^ 1 : byte));
    for (const [files, kind, code] of [
      [{ ...ADD, artifact: flip(ADD.artifact, 5) }, 'artifact', 'artifact/mismatch'],
      [{ ...ADD, receipt: flip(ADD.receipt, 5000) }, 'artifact', /^(seal|receipt|journal)\//],
      [{ ...ADD, receipt: ADD.receipt.subarray(0, 1000) }, 'artifact', /^receipt\//],
      [{ receipt: ADD.receipt }, 'bounds', 'policy/bounds-incomplete'],
      [{ receipt: ADD.receipt }, 'rejected', 'policy/compiled-module'],
      [{ receipt: bytes('aggregate.receipt').subarray(0, 2000) }, 'rejected', 'receipt/malformed'],
      [{ receipt: new Uint8Array(0) }, 'rejected', 'receipt/malformed'],
    ] as const) {
      const { status, body } = await daemon.submit(files, kind);
      expect(body.error?.code, JSON.stringify(body)).toMatch(code);
      expect(status).toBe(422);
    }
    await idle();
  });
});

describe('requests out of form', () => {
  const digest = 'a'.repeat(64);
  test.each([
    ['/v1/modules/xyz', 400],
    [`/v1/modules/${digest.toUpperCase()}`, 400],
    [`/v1/modules/${'a'.repeat(63)}`, 400],
    [`/v1/modules/${'a'.repeat(1000)}`, 400],
    [`/v1/modules/${digest}?kind=all`, 400],
    [`/v1/modules/${digest}?kind=bounds&kind=artifact`, 400],
    [`/v1/modules/${digest}?extra=1`, 400],
    ['/v1/modules/..%2f..%2fetc%2fpasswd', 400],
    ['/v1/modules/%00', 400],
    ['/v1/modules/%ff', 400],
    ['/v1/coverage?session=-1', 400],
    ['/v1/coverage?session=18446744073709551616', 400],
    ['/v1/coverage?session=01', 400],
    ['/v1/coverage?limit=0', 400],
    ['/v1/coverage?limit=1e9', 400],
    ['/v1/coverage?after=x', 400],
    ['/v1/coverage', 409],
    ['/v1/support', 409],
    ['/v1/receipts', 404],
    ['/v1', 404],
    ['/../package.json', 404],
  ])('GET %s', async (path, status) => {
    const answer = await daemon.ask(path);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body.error.code).toMatch(/^request\//);
  });

  test.each([
    ['/v1/session', { session: 5 }, 400],
    ['/v1/session', { session: '5', more: 1 }, 400],
    ['/v1/session', [], 400],
    ['/v1/session', 'null', 400],
    ['/v1/session', '{"session":', 400],
    ['/v1/session', '{"__proto__":{"a":1},"session":"1"}', 400],
    ['/v1/session', { session: '5' }, 409],
    ['/v1/collect', { dryRun: 'yes' }, 400],
    ['/v1/collect', { graceSessions: -1 }, 400],
    ['/v1/collect', {}, 409],
    ['/v1/receipts', {}, 400],
    ['/v1/receipts?kind=none', {}, 400],
  ])('POST %s %j', async (path, body, status) => {
    const answer = await daemon.change(path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body.error.code).toMatch(/^request\//);
  });

  test('bodies of other types, none, and forms of other parts', async () => {
    const post = (headers: Record<string, string>, body?: string) =>
      daemon.ask('/v1/session', {
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}`, ...headers },
        ...(body === undefined ? {} : { body }),
      });
    expect((await post({ 'content-type': 'text/xml' }, '<a/>')).status).toBe(400);
    expect((await post({})).status).toBe(400);
    for (const files of [
      {},
      { receipt: ADD.receipt },
      { artifact: ADD.artifact },
      { ...ADD, third: ADD.artifact },
      { wasm: ADD.artifact, receipt: ADD.receipt },
      { __proto__x: ADD.artifact, receipt: ADD.receipt },
    ] as Record<string, Uint8Array>[]) {
      const answer = await daemon.submit(files);
      expect(answer, Object.keys(files).join()).toMatchObject({
        status: 400,
        body: { error: { code: 'request/invalid' } },
      });
    }
    expect((await daemon.submit(ADD, 'rejected')).status).toBe(400);
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'multipart/form-data; boundary=x' };
    for (const body of [
      '',
      '--x',
      '--x\r\n\r\n',
      'rubbish',
      '--x\r\ncontent-disposition: form-data; name="receipt"\r\n\r\ntext\r\n--x--',
    ]) {
      const answer = await daemon.ask('/v1/receipts', { method: 'POST', headers, body });
      expect(answer.status, `${body}: ${JSON.stringify(answer.body)}`).toBe(400);
    }
    await idle();
  });

  test('what is no HTTP', async () => {
    const long = `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`;
    for (const text of ['rubbish\r\n\r\n', '\0\0\0\0', 'GET / HTTP/9.9\r\n\r\n', long]) {
      const said = await daemon.raw([text]);
      expect(said).toMatch(/^HTTP\/1\.1 400 /);
      expect(said).toContain('request/invalid');
    }
    const smuggled =
      'POST /v1/session HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n';
    expect(await daemon.raw([smuggled])).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('the token', () => {
  test('no change without it, whatever is sent instead', async () => {
    for (const token of ['', 'x', TOKEN.slice(0, -1), `${TOKEN}x`, TOKEN.toUpperCase(), 'y'.repeat(5000)]) {
      for (const answer of [
        await daemon.change('/v1/session', { session: '5' }, token),
        await daemon.change('/v1/collect', {}, token),
        await daemon.submit(ADD, 'artifact', token),
      ]) {
        expect(answer).toMatchObject({ status: 401, body: { error: { code: 'request/token' } } });
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
    }
    const basic = { authorization: `Basic ${TOKEN}` };
    expect((await daemon.ask('/v1/session', { method: 'POST', headers: basic })).status).toBe(401);
    expect((await daemon.ask('/v1/session', { method: 'POST' })).status).toBe(401);
  });

  test('a daemon without one takes no changes', async () => {
    const { tokenFile: _, ...settings } = daemon.settings;
    const other = await TestDaemon.start({});
    await other.daemon.stop();
    const without = await TestDaemon.start({
      ...settings,
      store: join(other.folder, 'store2'),
      tokenFile: undefined as never,
    });
    try {
      expect(await without.submit(ADD)).toMatchObject({
        status: 403,
        body: { error: { code: 'request/no-token' } },
      });
      expect((await without.ask('/v1/health')).status).toBe(200);
    } finally {
      await without.stop();
      await other.stop();
    }
  });

  test('is compared by digests', async () => {
    const token = await readToken(String(daemon.settings.tokenFile));
    expect(token).toHaveLength(32);
    expect(hasToken(`Bearer ${TOKEN}`, token)).toBe(true);
    expect(hasToken(`bearer ${TOKEN}`, token)).toBe(true);
    for (const header of [
      undefined,
      '',
      TOKEN,
      `Bearer  ${TOKEN}`,
      `Bearer ${TOKEN} `,
      `Bearer ${TOKEN}\n`,
    ]) {
      expect(hasToken(header, token), header).toBe(false);
    }
  });
});

describe('giant and slow bodies', () => {
  const head = (length: string) =>
    `POST /v1/receipts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: multipart/form-data; boundary=x\r\n${length}\r\n\r\n`;
  const part = (name: string) =>
    `--x\r\ncontent-disposition: form-data; name="${name}"; filename="f"\r\n\r\n`;

  test('what says that it is giant is refused before it is read', async () => {
    expect(await daemon.raw([head('content-length: 99999999999')])).toMatch(/^HTTP\/1\.1 413 /);
    const json = `POST /v1/session HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\ncontent-length: 999999\r\n\r\n`;
    expect(await daemon.raw([json])).toMatch(/^HTTP\/1\.1 413 /);
    await idle();
  });

  test.each(['artifact', 'receipt'])('a giant %s without a length is cut', async (name) => {
    function* endless() {
      yield head('transfer-encoding: chunked');
      const chunk = (bytes: string) => `${bytes.length.toString(16)}\r\n${bytes}\r\n`;
      yield chunk(part(name));
      for (let i = 0; i < 400; i += 1) yield chunk('z'.repeat(1 << 16));
    }
    const before = process.memoryUsage().rss;
    const said = await daemon.raw(endless());
    // The connection may be reset before the answer is read: then nothing came, and nothing was taken.
    expect(said === '' || said.startsWith('HTTP/1.1 413 '), said.slice(0, 200)).toBe(true);
    await idle();
    expect(process.memoryUsage().rss - before).toBeLessThan(400 << 20);
  });

  test('a body that does not end, and headers that do not, are ended', async () => {
    async function* slow(first: string) {
      yield first;
      for (let i = 0; i < 60; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        yield 'z';
      }
    }
    const [body, headers] = await Promise.all([
      daemon.raw(slow(`${head('content-length: 500000')}${part('artifact')}`)),
      daemon.raw(slow('GET /v1/health HTTP/1.1\r\nhost: ')),
    ]);
    for (const said of [body, headers]) {
      expect(said === '' || said.startsWith('HTTP/1.1 408 '), said.slice(0, 200)).toBe(true);
    }
    await idle();
  });

  test('a client that goes away leaves nothing', async () => {
    async function* cut() {
      yield `${head('content-length: 500000')}${part('artifact')}${'z'.repeat(1000)}`;
      await vi.waitFor(() => expect(pending()).toHaveLength(1), 10_000);
    }
    const { port } = daemon.daemon;
    const { connect } = await import('node:net');
    const socket = connect(port, '127.0.0.1');
    for await (const text of cut()) socket.write(text);
    socket.destroy();
    await idle();
  });
});

test('events: what was accepted and refused', async () => {
  const other = await TestDaemon.start();
  try {
    const abort = new AbortController();
    const response = await fetch(`${other.url}/v1/events`, { signal: abort.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await other.submit(ADD);
    await other.submit({ ...ADD, artifact: ADD.receipt });
    let said = '';
    const decoder = new TextDecoder();
    const reader = response.body?.getReader();
    while (!said.includes('event: refused')) said += decoder.decode((await reader?.read())?.value);
    expect(said).toMatch(/id: [0-9a-f]{8}-1\nevent: accepted\ndata: \{.*"wasmDigest":"f61f/);
    expect(said).toMatch(/id: [0-9a-f]{8}-2\nevent: refused\ndata: \{"code":"artifact\/mismatch"\}\n\n/);
    abort.abort();
    await vi.waitFor(async () =>
      expect((await other.ask('/metrics')).body).toContain('zkcwasm_event_listeners 0'),
    );
  } finally {
    await other.stop();
  }
});

test('metrics, health, page and the description of the routes', async () => {
  const metrics = (await daemon.ask('/metrics')).body as string;
  expect(metrics).toMatch(/^zkcwasm_submissions_total\{outcome="accepted"\} 1$/m);
  expect(metrics).toMatch(/^zkcwasm_store_bytes [1-9]\d+$/m);
  expect((await daemon.ask('/v1/health')).body).toMatchObject({
    status: 'ok',
    places: { taken: 0, all: 65 },
  });
  const page = await daemon.ask('/');
  expect(page.body).toBe(readFileSync(PAGE, 'utf8'));
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  const { body } = await daemon.ask('/v1/openapi.json');
  expect(body.openapi).toMatch(/^3\./);
  expect(Object.keys(body.paths).sort()).toEqual([
    '/metrics',
    '/v1/collect',
    '/v1/coverage',
    '/v1/events',
    '/v1/health',
    '/v1/modules/{wasmDigest}',
    '/v1/modules/{wasmDigest}/run',
    '/v1/receipts',
    '/v1/session',
    '/v1/support',
  ]);
  for (const [path, methods] of Object.entries(
    body.paths as Record<string, Record<string, { security?: object }>>,
  )) {
    expect(methods.post === undefined || methods.post.security !== undefined, path).toBe(true);
  }
});

test('too many requests of one address, guesses of tokens among them', async () => {
  const few = await TestDaemon.start({ requestsPerMinute: 5 });
  try {
    const answers = [];
    for (let i = 0; i < 8; i += 1) answers.push(await few.change('/v1/session', {}, 'guess'));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    expect(answers.at(-1)?.body.error.code).toBe('request/too-many');
    expect(Number(answers.at(-1)?.headers.get('retry-after'))).toBeGreaterThan(0);
    // Who watches it must see that it lives.
    expect((await few.ask('/v1/health')).status).toBe(200);
  } finally {
    await few.stop();
  }
});
