import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
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
import { countBytes } from '../../src/store/usage.js';
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

test.each([
  ['an environment that is a path', { environment: '../../elsewhere', session: 1n }],
  ['an environment without a session', { environment: A }],
  ['a session without an environment', { session: 1n }],
  ['a session below zero', { environment: A, session: -1n }],
  ['a time that is none', { acceptedAt: 'yesterday' }],
  ['a time of a clock that ran far ahead', { acceptedAt: new Date(8.64e15).toISOString() }],
])('what could not be read again is not written: %s', async (_, changes) => {
  const store = await open();
  const { entry, files } = made(1);
  const acceptance = { acceptedAt: '2026-01-01T00:00:00.000Z', ...changes };
  expect(await codeOf(store.put(entry, files, acceptance))).toBe('store/record');
  expect(readdirSync(folder)).toEqual(['store']);
  expect(existsSync(join(path, 'v2'))).toBe(false);
});

test('a record in another form than its own is damaged, whatever it says', async () => {
  const store = await open();
  await put(store, 1, A);
  const at = join(path, 'environments', A, wasmDigest);
  const [name = ''] = readdirSync(at);
  const text = readFileSync(join(at, name), 'utf8');
  const write = (content: string) => {
    rmSync(join(at, name), { force: true });
    writeFileSync(join(at, name), content);
  };
  for (const bad of [
    text.trim(),
    `${text}${' '.repeat(5000)}{`,
    text.replace('"session": "5"', '"session": "05"'),
    text.replace('"version": 1', '"version": 1, "more": 1'),
    JSON.stringify(JSON.parse(text)),
    '\0'.repeat(100),
    '',
  ]) {
    write(bad);
    expect(await codeOf(held(store)), bad.slice(0, 200)).toBe('store/record');
  }
  write(text);
  expect(await contexts(store)).toEqual([1]);
});

test('a pipe or a link for what the store reads and locks is told, and nothing waits for it', async () => {
  await open();
  const spoil = (name: string, make: (file: string) => void) => {
    rmSync(join(path, name), { force: true });
    make(join(path, name));
  };
  spoil('node.json', (file) => execFileSync('mkfifo', [file]));
  expect(await codeOf(NodeStore.open(path, 'read'))).toBe('store/version');
  spoil('node.json', (file) => symlinkSync('/dev/zero', file));
  expect(await codeOf(open())).toBe('store/version');
  rmSync(join(path, 'node.json'));
  const store = await open();
  spoil('change.lock', (file) => symlinkSync(join(folder, 'elsewhere'), file));
  expect(await codeOf(put(store, 1))).toBe('store/unwritable');
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
});

test('found by image as well, and as well checked without its bytes', async () => {
  const store = await open();
  await put(store, 1, A);
  const { imageId } = made(1).entry;
  const wanted = { wasmDigest, policyDigests };
  expect(await store.look({ ...wanted, imageId: 'ab'.repeat(32) })).toEqual([]);
  const [found] = await store.look({ ...wanted, imageId });
  expect(Object.keys(found ?? {}).sort()).toEqual(['acceptances', 'entry', 'path']);
  const [whole] = await store.find({ ...wanted, imageId });
  expect(whole).toMatchObject(found ?? {});
  chmodSync(join(found?.path ?? '', 'artifact.cwasm'), 0o644);
  writeFileSync(join(found?.path ?? '', 'artifact.cwasm'), 'changed');
  expect(await codeOf(store.look(wanted))).toBe('store/corrupt');
});

test('questions for the size share one count, and what is stored meanwhile is not left out', async () => {
  const store = await open();
  await put(store, 1, A);
  const counting = Array.from({ length: 50 }, () => store.bytes());
  await put(store, 2, A);
  expect(new Set(await Promise.all(counting)).size).toBe(1);
  // What an entry holds beside its files is counted with the next count.
  const exact = await countBytes(path);
  const { files } = made(2);
  const entryBytes = exact - 2 * (files.receipt.length + files['artifact.cwasm'].length);
  expect(await store.bytes()).toBeGreaterThanOrEqual(exact - entryBytes);
  store.forgetSize();
  expect(await store.bytes()).toBe(exact);
  // A count that began before a removal says nothing of what is after it.
  store.forgetSize();
  const old = store.bytes();
  store.forgetSize();
  rmSync(join(path, 'v2'), { recursive: true });
  await old.catch(() => undefined);
  expect(await store.bytes()).toBe(0);
});
