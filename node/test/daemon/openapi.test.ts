/**
 * The description of the routes is held against what a daemon really answers: each answer of a long conversation must be described
 * under its route, status and type, and have the described form, nothing more and nothing less.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { encodeSchedule } from '@zkcwasm/verifier/environments';
import { Ajv } from 'ajv';
import type { OpenAPIV3 } from 'openapi-types';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bytes, fixture } from '../../../testkit/fixtures.js';
import { environmentOf } from '../../../testkit/made/environments.js';
import { simple } from '../../../testkit/made/schedules.js';
import { ADD, type Answer, TestDaemon, TOKEN, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const fast = environmentOf('add');
const schedule = encodeSchedule(simple({ of: fast, ranges: 'announced 2, proving-open 4, active 6' }));
const has = json({ targets: [fast[0].target], versions: ['wasmtime 1.0.0'], hostApis: [1] });
const policy = json({ allowRejected: true });
const DIGEST = wasmDigest('add');
const MODULE = '/v1/modules/{wasmDigest}';

let daemon: TestDaemon;
let document: OpenAPIV3.Document;
const seen = new Set<string>();
beforeAll(async () => {
  daemon = await TestDaemon.start({ schedule, session: 6n, has, policy });
  document = (await daemon.ask('/v1/openapi.json')).body;
});
afterAll(() => daemon.stop());

const ajv = new Ajv({ strict: false, allErrors: true });

/** The described form of an answer; fails where there is none. */
function described(
  method: 'get' | 'post',
  path: string,
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
): object {
  const answers = document.paths[path]?.[method]?.responses ?? {};
  const answer = answers[`${status}`] ?? answers[`${Math.floor(status / 100)}XX`];
  const type = headers.get('content-type')?.split(';')[0] ?? 'none';
  const schema = answer === undefined || '$ref' in answer ? undefined : answer.content?.[type]?.schema;
  if (schema === undefined) throw new Error(`${method} ${path}: ${status} ${type} is not described`);
  seen.add(`${method} ${path}`);
  return schema;
}

/** Holds an answer against its description. */
function holds(method: 'get' | 'post', path: string, answer: Answer): Answer {
  const validate = ajv.compile(described(method, path, answer));
  const said = () =>
    `${path}: ${JSON.stringify(validate.errors)}: ${JSON.stringify(answer.body).slice(0, 600)}`;
  expect(validate(answer.body), said()).toBe(true);
  return answer;
}
const get = async (path: string, query = '', digest = DIGEST) =>
  holds('get', path, await daemon.ask(`${path.replace('{wasmDigest}', digest)}${query}`));
const post = async (path: string, body: unknown, token = TOKEN) =>
  holds('post', path, await daemon.change(path.replace('{wasmDigest}', DIGEST), body, token));
const submit = async (files: Record<string, Uint8Array>, kind?: string, token?: string) =>
  holds('post', '/v1/receipts', await daemon.submit(files, kind, token));

test('it has the form of OpenAPI, and each route has a name', async () => {
  const { valid, errors } = await new Validator().validate(
    structuredClone(document) as unknown as Parameters<Validator['validate']>[0],
  );
  expect(valid, `${JSON.stringify(errors)}`.slice(0, 2000)).toBe(true);
  const operations = Object.values(document.paths).flatMap((methods) => [methods?.get, methods?.post]);
  const ids = operations.flatMap((one) => (one === undefined ? [] : [one.operationId ?? '']));
  expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  const form = document.paths['/v1/receipts']?.post?.requestBody as OpenAPIV3.RequestBodyObject;
  expect(Object.keys(form.content)).toEqual(['multipart/form-data']);
});

test('every answer of a long conversation is one that is described', async () => {
  expect((await submit(ADD)).status).toBe(201);
  expect((await submit(ADD)).status).toBe(200);
  expect((await submit({ receipt: fixture('invalid').receipt }, 'rejected')).status).toBe(201);
  const folded = { receipt: bytes('aggregate.receipt'), artifact: ADD.artifact };
  expect((await submit(folded)).body.outcome).toBe('aggregate');
  expect((await submit({ ...ADD, artifact: ADD.receipt })).status).toBe(422);
  expect((await submit(ADD, 'artifact', 'guess')).status).toBe(401);
  expect((await submit({ artifact: ADD.artifact })).status).toBe(400);
  expect((await submit(ADD, 'nonsense')).status).toBe(400);

  expect((await get(MODULE)).body.contract).toMatchObject({ fitness: 'fit', vote: 'abstain' });
  const { entries } = (await get(MODULE, '?kind=artifact')).body;
  expect((await get(MODULE, `?imageId=${entries[0].imageId}`)).body.entries.length).toBeGreaterThan(0);
  expect((await get(MODULE, `?imageId=${'00'.repeat(32)}`)).body.entries).toEqual([]);
  expect((await get(MODULE, '', wasmDigest('invalid'))).body.entries[0].rejection).toBeDefined();
  expect((await get(MODULE, '', '00'.repeat(32))).body.entries).toEqual([]);
  expect((await get(MODULE, '', 'xyz')).status).toBe(400);
  expect((await get(MODULE, '?imageId=1')).status).toBe(400);

  expect((await get('/v1/coverage')).body.contracts).toHaveLength(1);
  expect((await get('/v1/coverage', '?limit=1&session=3')).body.session).toBe('3');
  expect((await get('/v1/coverage', '?limit=x')).status).toBe(400);
  expect((await get('/v1/support')).body.support[0].answer).toBe('abstains');
  expect((await get('/v1/health')).body.session).toBe('6');
  expect((await get('/metrics')).status).toBe(200);

  expect((await post('/v1/session', { session: '7' })).status).toBe(200);
  expect((await post('/v1/session', { session: '5' })).status).toBe(409);
  expect((await post('/v1/session', {})).status).toBe(400);
  expect((await post('/v1/collect', { dryRun: true })).status).toBe(200);
  expect((await post('/v1/collect', { dryRun: 1 })).status).toBe(400);
  expect((await post('/v1/collect', {}, 'guess')).status).toBe(401);
  expect((await post(`${MODULE}/run`, { export: 'add' })).status).toBe(409);
  expect((await post(`${MODULE}/run`, {})).status).toBe(400);

  // A stream: its head is as described, and its body has no end.
  const stop = new AbortController();
  const stream = await fetch(`${daemon.url}/v1/events`, { signal: stop.signal });
  expect(described('get', '/v1/events', stream)).toEqual({ type: 'string' });
  stop.abort();
});

test('what is wrong in the store, and what comes too often, is described as well', async () => {
  const folder = join(daemon.settings.store, 'environments', fast[1], DIGEST);
  const [name = ''] = readdirSync(folder);
  const record = readFileSync(join(folder, name));
  const write = (content: string | Buffer) => {
    rmSync(join(folder, name));
    writeFileSync(join(folder, name), content, { mode: 0o444 });
  };
  write('damaged');
  expect(await get(MODULE)).toMatchObject({ status: 500, body: { error: { code: 'store/record' } } });
  write(record);
  expect((await get(MODULE)).status).toBe(200);

  const few = await TestDaemon.start({ requestsPerMinute: 1 });
  try {
    await few.ask('/v1/support');
    for (const path of ['/v1/support', '/v1/coverage', '/metrics', '/v1/events']) {
      const answer = holds('get', path, await few.ask(path));
      expect(answer.status).toBe(429);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
  } finally {
    await few.stop();
  }
});

test('every route that is described was asked', () => {
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    (['get', 'post'] as const).flatMap((method) =>
      methods?.[method] === undefined ? [] : [`${method} ${path}`],
    ),
  );
  expect(all.filter((one) => !seen.has(one))).toEqual([]);
});
