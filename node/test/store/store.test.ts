import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditStore } from '@zkcwasm/verifier/node';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bytes, codeOf, fixture, policy } from '../../../testkit/fixtures.js';
import { acceptInto } from '../../src/store/acceptInto.js';
import { collect } from '../../src/store/collect.js';
import { locked, takeLock } from '../../src/store/lock.js';
import { NodeStore } from '../../src/store/nodeStore.js';
import { A, at, B, digest, made } from './made.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-node-store-'));
  path = join(folder, 'store');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const policyDigests = new Set([made(0).entry.policyDigest]);
const { wasmDigest } = made(0).entry;
const open = (options = {}) => NodeStore.open(path, 'write', options);
const held = async (store: NodeStore) => store.find({ wasmDigest, policyDigests });
const contexts = async (store: NodeStore) =>
  (await held(store)).map(({ entry }) => Number(entry.context)).sort();

async function put(store: NodeStore, n: number, environment?: string, session?: bigint) {
  const { entry, files } = made(n);
  return store.put(entry, files, at(environment, session));
}

test('what is put is found by module and policy, with what it was accepted under', async () => {
  const store = await open();
  const placed = await put(store, 1, A, 7n);
  expect(placed.fresh).toBe(true);
  expect((await put(store, 1, B, 8n)).fresh).toBe(false);
  expect((await put(store, 1, A, 9n)).path).toBe(placed.path);
  await put(store, 2);
  const [first, second] = await held(store);
  const both = [first, second].sort((a, b) => Number(a?.entry.context) - Number(b?.entry.context));
  expect(both[0]).toMatchObject({
    path: placed.path,
    artifact: new Uint8Array(made(1).files['artifact.cwasm']),
  });
  // The session of an environment is the one in which it was first accepted.
  expect(both[0]?.acceptances).toEqual(expect.arrayContaining([at(A, 7n), at(B, 8n)]));
  expect(both[1]?.acceptances).toEqual([at(undefined)]);
  expect(await store.find({ wasmDigest, policyDigests: new Set(['00'.repeat(32)]) })).toEqual([]);
  expect(await store.find({ wasmDigest: '../..', policyDigests })).toEqual([]);
  expect(await store.find({ wasmDigest, policyDigests, kind: 'bounds' })).toEqual([]);
});

test('a real receipt: verified, stored, held by an audit', async () => {
  const store = await open();
  const rules = { policy: await policy() };
  const files = { receipt: fixture('add').receipt, artifact: bytes('add.cwasm') };
  const accepted = await acceptInto(store, 'artifact', files, rules);
  expect(accepted.entry.wasmDigest).toBe(digest(fixture('add').wasm));
  expect(await auditStore(path, { policies: [rules.policy] })).toMatchObject({ held: 1, quarantined: [] });
  const bad = { ...files, artifact: files.artifact.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) };
  expect(await codeOf(acceptInto(store, 'artifact', bad, rules))).toBe('artifact/mismatch');
  const cut = { ...files, receipt: files.receipt.subarray(0, -1) };
  expect(await codeOf(acceptInto(store, 'artifact', cut, rules))).toMatch(/^(receipt|seal)\//);
});

describe('collection', () => {
  const gone = new Set([A]);

  test('what only environments that are gone stand for goes, and nothing else', async () => {
    const store = await open();
    await put(store, 1, A);
    await put(store, 2, B);
    await put(store, 3, A);
    await put(store, 3, B);
    await put(store, 4);
    await put(store, 5, A);
    await put(store, 5);
    const told = await collect(path, { gone, dryRun: true });
    expect(await contexts(store)).toEqual([1, 2, 3, 4, 5]);
    const done = await collect(path, { gone });
    expect(done).toEqual(told);
    expect(done).toMatchObject({ records: 3, kept: [B, 'none'].sort() });
    expect(done.entries).toHaveLength(1);
    expect(await contexts(store)).toEqual([2, 3, 4, 5]);
    expect(await collect(path, { gone })).toMatchObject({ entries: [], records: 0 });
    expect(readdirSync(join(path, 'pending'))).toEqual([]);
  });

  test('what was accepted without a record stays', async () => {
    const store = await open();
    await put(store, 1, A);
    rmSync(join(path, 'environments'), { recursive: true });
    expect(await collect(path, { gone })).toMatchObject({ entries: [], records: 0 });
    expect(await contexts(store)).toEqual([1]);
  });

  test('a damaged record stands for its entry', async () => {
    const store = await open();
    await put(store, 1, A);
    await put(store, 1, B);
    const folderOf = join(path, 'environments', B, wasmDigest);
    const [name = ''] = readdirSync(folderOf);
    chmodSync(join(folderOf, name), 0o644);
    writeFileSync(join(folderOf, name), '{');
    expect(await codeOf(held(store))).toBe('store/record');
    expect(await codeOf(put(store, 1, B))).toBe('store/record');
    expect(await collect(path, { gone })).toMatchObject({ entries: [], records: 1 });
  });

  test('records of nothing go', async () => {
    const store = await open();
    const { path: entry } = await put(store, 1, B);
    rmSync(entry, { recursive: true });
    expect(await collect(path, { gone: new Set() })).toMatchObject({ entries: [], records: 1 });
  });
});

test('every digest is checked on reading', async () => {
  const store = await open();
  const { path: entry } = await put(store, 1, A);
  for (const name of ['receipt', 'artifact.cwasm', 'entry.json']) {
    const copy = join(folder, 'kept');
    cpSync(join(entry, name), copy);
    chmodSync(join(entry, name), 0o644);
    writeFileSync(join(entry, name), 'changed');
    expect(await codeOf(held(store)), name).toBe('store/corrupt');
    cpSync(copy, join(entry, name));
  }
  expect(await contexts(store)).toEqual([1]);
});

test('a limit of size refuses what is over it, and throws nothing out', async () => {
  const { files } = made(1);
  const one = files.receipt.length + files['artifact.cwasm'].length;
  const store = await open({ maxBytes: Math.round(2.5 * one) });
  await put(store, 1, A);
  await put(store, 2, A);
  const before = await store.bytes();
  expect(await codeOf(put(store, 3, A))).toBe('store/full');
  expect(await contexts(store)).toEqual([1, 2]);
  expect(readdirSync(join(path, 'environments', A, wasmDigest))).toHaveLength(2);
  // What is there already needs no room.
  expect((await put(store, 2, B)).fresh).toBe(false);
  expect(await store.bytes()).toBe(before);
  await collect(path, { gone: new Set([A]) });
  store.forgetSize();
  expect((await put(store, 3, B)).fresh).toBe(true);
});

test('a store of another version', async () => {
  await open();
  chmodSync(join(path, 'node.json'), 0o644);
  for (const text of ['{ "zkcwasmNodeStore": 2 }\n', '', 'x'.repeat(100_000)]) {
    writeFileSync(join(path, 'node.json'), text);
    expect(await codeOf(open())).toBe('store/version');
    expect(await codeOf(NodeStore.open(path, 'read'))).toBe('store/version');
  }
  rmSync(join(path, 'node.json'));
  mkdirSync(join(path, 'v3'));
  expect(await codeOf(open())).toBe('store/version');
  expect(existsSync(join(path, 'node.json'))).toBe(false);
});

test('writers at once, and a collection among them', async () => {
  const stores = await Promise.all([open(), open(), open()]);
  const numbers = Array.from({ length: 24 }, (_, n) => n);
  await Promise.all([
    ...numbers.map((n) => put(stores[n % 3] as NodeStore, n, n % 2 === 0 ? B : undefined)),
    ...numbers.map((n) => put(stores[(n + 1) % 3] as NodeStore, n, A)),
    collect(path, { gone: new Set([A]) }),
    collect(path, { gone: new Set([A]) }),
  ]);
  expect(await contexts(stores[0] as NodeStore)).toEqual(numbers.sort());
});

test('a lock shuts others out until it is given back', async () => {
  mkdirSync(path);
  const file = join(path, 'x.lock');
  const lock = await takeLock(file, 0);
  expect(lock).toBeDefined();
  expect(await takeLock(file, 0)).toBeUndefined();
  await lock?.release();
  expect(await locked(file, async () => 'done')).toBe('done');
  expect(await codeOf(takeLock(join(folder, 'nowhere', 'x.lock'), 0))).toBe('store/unwritable');
});

test('a clock that jumps: nothing is lost, and nothing waits for it', async () => {
  const store = await open();
  vi.useFakeTimers({ toFake: ['Date'] });
  for (const [n, now] of [
    ['1', '2026-06-01'],
    ['2', '1970-01-01'],
    ['3', '2099-01-01'],
  ] as const) {
    vi.setSystemTime(now);
    const { entry, files } = made(Number(n));
    await store.put(entry, files, { ...at(B), acceptedAt: new Date().toISOString() });
    await collect(path, { gone: new Set([A]) });
    expect(await contexts(store)).toHaveLength(Number(n));
  }
});
