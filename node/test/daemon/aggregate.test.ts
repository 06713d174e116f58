/** Aggregates sent to a daemon, and accepted by the command: each statement has its own outcome. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeAggregate, toHex } from '@zkcwasm/verifier';
import { encodeSchedule } from '@zkcwasm/verifier/environments';
import { encodeAggregate } from '@zkcwasm/verifier/internal';
import { auditStore } from '@zkcwasm/verifier/node';
import { afterEach, expect, test, vi } from 'vitest';
import { nodeCommand } from '../../../testkit/commands.js';
import { bytes, path, policy } from '../../../testkit/fixtures.js';
import { environmentOf } from '../../../testkit/made/environments.js';
import { simple } from '../../../testkit/made/schedules.js';
import { MOST_ARTIFACTS } from '../../src/daemon/upload.js';
import { ADD, TestDaemon, TOKEN, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 240_000 });
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const receipt = bytes('aggregate.receipt');
const { statements } = decodeAggregate(receipt);
const ALLOWING = json({ allowRejected: true });
const BASELINE = bytes('crypto-primitives-baseline.cwasm');
let daemon: TestDaemon;
afterEach(() => daemon?.stop());

/** Where in the aggregate the statement about a committed module is. */
function at(name: string): number {
  const digest = Buffer.from(wasmDigest(name), 'hex');
  return statements.findIndex(({ journal }) => Buffer.from(journal).includes(digest));
}

/** Sends files, several of one name among them. */
function send(files: [string, Uint8Array][], kind = 'artifact') {
  const form = new FormData();
  for (const [name, content] of files) form.append(name, new Blob([content as BlobPart]), name);
  return daemon.ask(`/v1/receipts?kind=${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: form,
  });
}
const outcomes = (body: { statements: { statement: number; outcome: string; error?: { code: string } }[] }) =>
  body.statements.map(({ outcome, error }) => error?.code ?? outcome);
const left = () => readdirSync(join(daemon.settings.store, 'pending'));

test('its statements are accepted one by one: what holds is stored, what does not is told', async () => {
  daemon = await TestDaemon.start({ policy: ALLOWING });
  const [add, other, refused] = [at('add'), at('crypto-primitives-baseline'), at('invalid')];
  const first = await send([
    ['receipt', receipt],
    ['artifact', ADD.artifact],
  ]);
  expect(first.status, JSON.stringify(first.body)).toBe(201);
  expect(first.body.outcome).toBe('aggregate');
  const expected = ['', '', ''];
  expected[add] = 'accepted';
  expected[other] = 'artifact/mismatch';
  expected[refused] = 'artifact/missing';
  expect(outcomes(first.body)).toEqual(expected);
  expect(first.body.statements[add]).toMatchObject({
    statement: add,
    kind: 'artifact',
    wasmDigest: wasmDigest('add'),
  });
  const both: [string, Uint8Array][] = [
    ['artifact', BASELINE],
    ['receipt', receipt],
    ['artifact', ADD.artifact],
  ];
  const second = await send(both);
  expect(second.status).toBe(201);
  expected[add] = 'known';
  expected[other] = 'accepted';
  expect(outcomes(second.body)).toEqual(expected);
  expect((await send(both)).status).toBe(200);
  expect((await send([['receipt', receipt]], 'rejected')).body.statements[refused]).toMatchObject({
    outcome: 'accepted',
    kind: 'rejected',
  });
  const found = async (name: string) => (await daemon.ask(`/v1/modules/${wasmDigest(name)}`)).body.entries;
  expect(await found('add')).toHaveLength(1);
  expect((await found('invalid')).map(({ kind }: { kind: string }) => kind)).toEqual(['rejected']);
  const policies = [await policy({ allowRejected: true })];
  expect(await auditStore(daemon.settings.store, { policies })).toMatchObject({ held: 3, quarantined: [] });
  const metrics = (await daemon.ask('/metrics')).body as string;
  expect(metrics).toMatch(/^zkcwasm_submissions_total\{outcome="accepted"\} 3$/m);
  expect(metrics).toMatch(/^zkcwasm_submissions_total\{outcome="artifact\/missing"\} 3$/m);
  expect(left()).toEqual([]);
});

test('nothing is stored of one whose seal does not hold, which nobody trusts, or of which nothing is wanted', async () => {
  daemon = await TestDaemon.start();
  const changed = (change: object) => encodeAggregate({ ...decodeAggregate(receipt), ...change });
  const seal = decodeAggregate(receipt).seal.slice();
  seal[seal.length >> 1] = (seal[seal.length >> 1] ?? 0) ^ 1;
  const artifact: [string, Uint8Array] = ['artifact', ADD.artifact];
  for (const [files, kind, code] of [
    [[['receipt', changed({ seal })], artifact], 'artifact', /^seal\//],
    [
      [['receipt', changed({ statements: statements.slice(1) })], artifact],
      'artifact',
      /^(seal|artifact|policy)\//,
    ],
    [[['receipt', changed({ imageId: new Uint8Array(32) })], artifact], 'artifact', /^image\//],
    [
      [
        ['receipt', receipt],
        ['artifact', bytes('add.wasm')],
      ],
      'artifact',
      'artifact/mismatch',
    ],
    [[['receipt', receipt], artifact, ['artifact', bytes('add.wasm')]], 'artifact', 'artifact/mismatch'],
    // No cycles are proved of statements, so none is a bound; and refusals are not wanted by this policy.
    [[['receipt', receipt]], 'bounds', /^policy\//],
    [[['receipt', receipt]], 'rejected', /^policy\//],
  ] as [[string, Uint8Array][], string, RegExp | string][]) {
    const { status, body } = await send(files, kind);
    expect(body.error?.code, JSON.stringify(body).slice(0, 400)).toMatch(code);
    expect(status).toBe(422);
  }
  // Several artifacts are an aggregate's alone, and not without end.
  const twice = await send([['receipt', ADD.receipt], artifact, artifact]);
  expect(twice).toMatchObject({ status: 400, body: { error: { code: 'request/invalid' } } });
  const many = Array.from({ length: MOST_ARTIFACTS + 1 }, () => artifact);
  expect((await send([['receipt', receipt], ...many])).status).toBe(400);
  const { body } = await daemon.ask(`/v1/modules/${wasmDigest('add')}`);
  expect(body.entries).toEqual([]);
  await vi.waitFor(() => expect(left()).toEqual([]), 20_000);
});

test('artifacts of an aggregate are bounded together', async () => {
  daemon = await TestDaemon.start({
    policy: ALLOWING,
    maxArtifactBytes: ADD.artifact.length + BASELINE.length - 1,
  });
  const files: [string, Uint8Array][] = [
    ['receipt', receipt],
    ['artifact', ADD.artifact],
    ['artifact', BASELINE],
  ];
  const answer = await send(files);
  expect(answer).toMatchObject({ status: 413, body: { error: { code: 'request/too-large' } } });
  expect((await send(files.slice(0, 2))).status).toBe(201);
});

test('under a schedule each statement is accepted under the environment of its own image', async () => {
  const fast = environmentOf('add');
  const schedule = encodeSchedule(simple({ of: fast, ranges: 'announced 2, proving-open 4, active 6' }));
  daemon = await TestDaemon.start({ schedule, session: 6n, policy: ALLOWING });
  const { status, body } = await send([
    ['receipt', receipt],
    ['artifact', ADD.artifact],
  ]);
  expect(status, JSON.stringify(body)).toBe(201);
  expect(body.statements[at('add')]).toMatchObject({
    outcome: 'accepted',
    environment: fast[1],
    session: '6',
  });
  expect(body.statements[at('crypto-primitives-baseline')]).toMatchObject({
    outcome: 'refused',
    error: { code: 'schedule/unknown-environment' },
  });
  expect((await daemon.ask(`/v1/modules/${wasmDigest('add')}`)).body.contract).toMatchObject({
    fitness: 'fit',
  });
});

test('the routes are described with both answers', async () => {
  daemon = await TestDaemon.start();
  const { body } = await daemon.ask('/v1/openapi.json');
  const { responses } = body.paths['/v1/receipts'].post;
  for (const status of ['200', '201']) {
    expect(responses[status].content['application/json'].schema.anyOf).toHaveLength(2);
  }
});

test('the command accepts them one by one, and its exit code says whether all were', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-aggregate-'));
  daemon = await TestDaemon.start();
  try {
    const store = join(folder, 'store');
    const common = [path('aggregate.receipt'), '--policy', path('policy.json'), '--store', store, '--json'];
    const some = await nodeCommand('accept', ...common, '--artifact', path('add.cwasm'));
    expect(some.code).toBe(1);
    const said = JSON.parse(some.out);
    expect(said.outcome, some.out).toBe('aggregate');
    expect(said.statements[at('add')]).toMatchObject({ outcome: 'accepted', kind: 'artifact', fresh: true });
    expect(said.statements[at('invalid')]).toMatchObject({ outcome: 'refused' });
    const single = [path('add.receipt'), '--store', store, '--policy', path('policy.json')];
    const two = ['--artifact', path('add.cwasm'), '--artifact', path('add.cwasm')];
    expect((await nodeCommand('accept', ...single, ...two)).code).toBe(2);
    expect(toHex(statements[0]?.imageId ?? new Uint8Array())).toHaveLength(64);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
