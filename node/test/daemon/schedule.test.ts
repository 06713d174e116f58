/** A daemon under a schedule: environments, coverage, sessions, collection, and a node that cannot run what is asked. */
import { encodeSchedule } from '@zkcwasm/verifier/environments';
import { afterEach, expect, test, vi } from 'vitest';
import { bytes, codeOf } from '../../../testkit/fixtures.js';
import { environmentOf } from '../../../testkit/made/environments.js';
import { simple } from '../../../testkit/made/schedules.js';
import { startDaemon } from '../../src/daemon/daemon.js';
import { ADD, TestDaemon, wasmDigest } from './testDaemon.js';

vi.setConfig({ testTimeout: 120_000 });
const fast = environmentOf('add');
const life = 'announced 2, proving-open 4, active 6, execute-only 8, retired 10';
const schedule = encodeSchedule(simple({ of: fast, ranges: life }));
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const { target, compiler } = fast[0];
const able = { targets: [target], versions: [`${compiler.name} ${compiler.version}`], hostApis: [1] };
let daemon: TestDaemon;
afterEach(() => daemon.stop());

const start = (session: bigint, changes = {}) => TestDaemon.start({ schedule, session, ...changes });
const digest = wasmDigest('add');
const contract = async () => (await daemon.ask(`/v1/modules/${digest}`)).body.contract;

test('a receipt is accepted under the environment of the session, and covers it until that ends', async () => {
  daemon = await start(2n, { has: json(able) });
  const early = await daemon.submit(ADD);
  expect(early).toMatchObject({ status: 422, body: { error: { code: 'schedule/not-accepting' } } });
  expect((await daemon.change('/v1/session', { session: '4' })).body).toMatchObject({ session: '4' });
  const accepted = await daemon.submit(ADD);
  expect(accepted.body).toMatchObject({ outcome: 'accepted', environment: fast[1], session: '4' });
  expect(await contract()).toMatchObject({ fitness: 'unproved', vote: 'undecided' });
  const at = async (session: number) => (await daemon.ask(`/v1/coverage?session=${session}`)).body;
  expect(await at(6)).toMatchObject({
    session: '6',
    asked: [{ target, environments: [fast[1]] }],
    contracts: [{ wasmDigest: digest, fitness: 'fit', vote: 'for', missing: [] }],
    modules: 1,
    support: { answer: 'ready' },
  });
  expect(await at(8)).toMatchObject({ contracts: [{ fitness: 'behind' }] });
  expect(await at(10)).toMatchObject({ contracts: [{ fitness: 'frozen' }] });
  expect((await daemon.ask(`/v1/coverage?after=${digest}`)).body.contracts).toEqual([]);
  const { body } = await daemon.ask(`/v1/modules/${digest}`);
  expect(body.entries[0].acceptances).toMatchObject([{ environment: fast[1], session: '4' }]);

  await daemon.change('/v1/session', { session: '6' });
  expect(await contract()).toMatchObject({ fitness: 'fit', vote: 'for' });
  const back = await daemon.change('/v1/session', { session: '5' });
  expect(back).toMatchObject({ status: 409, body: { error: { code: 'request/session' } } });
  expect((await daemon.change('/v1/collect', {})).body).toMatchObject({ entries: 0 });
  await daemon.change('/v1/session', { session: '11' });
  expect((await daemon.change('/v1/collect', { graceSessions: '2' })).body).toMatchObject({ entries: 0 });
  expect((await daemon.change('/v1/collect', { dryRun: true })).body).toMatchObject({
    entries: 1,
    dryRun: true,
  });
  expect((await daemon.change('/v1/collect', {})).body).toMatchObject({ entries: 1, records: 1 });
  expect((await daemon.ask(`/v1/modules/${digest}`)).body.entries).toEqual([]);
  expect((await daemon.ask('/v1/health')).body).toMatchObject({ store: { bytes: 0 }, session: '11' });
});

test('a node that lacks what the session runs abstains, and says so', async () => {
  daemon = await start(6n, { has: json({ ...able, versions: ['wasmtime 1.0.0'] }) });
  expect((await daemon.submit(ADD)).status).toBe(201);
  expect(await contract()).toMatchObject({ fitness: 'fit', vote: 'abstain' });
  const { body } = await daemon.ask('/v1/support');
  expect(body.support[0]).toMatchObject({
    session: '6',
    answer: 'abstains',
    lacks: [{ version: 'wasmtime 48.0.8', environments: [{ hash: fast[1], wants: ['version'] }] }],
  });
  expect((await daemon.ask('/v1/health')).body.support).toMatchObject({ answer: 'abstains' });
});

test('a schedule or a description of the node that cannot be read: no daemon', async () => {
  daemon = await start(6n);
  const other = { ...daemon.settings, store: `${daemon.settings.store}2` };
  const code = (changes: object) => codeOf(startDaemon({ ...other, ...changes }));
  expect(await code({ schedule: bytes('add.wasm') })).toMatch(/^schedule\//);
  const later = schedule.slice();
  later[new TextEncoder().encode('zkcwasm/schedule\0').length] = 9;
  expect(await code({ schedule: later })).toBe('schedule/version');
  expect(await code({ has: json({ targets: 1 }) })).toBe('schedule/invalid');
  expect(await code({ has: json('{') })).toBe('schedule/invalid');
  expect(await code({ schedule: undefined })).toBe('daemon/options');
  expect(await code({ policy: json({ maxcycles: 1 }) })).toBe('policy/invalid');
});
