import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { FILES, madeUp } from '../../../testkit/made/storeEntry.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { decodeEntry, type Entry, encodeEntry } from '../../src/accept/entry.js';
import { entryPath } from '../../src/accept/layout.js';
import { checkEntry, findEntries, readEntry } from '../../src/accept/readEntry.js';
import { putEntry } from '../../src/accept/store.js';

const synced = vi.hoisted(() => [] as string[]);
vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  const open: typeof real.open = async (path, ...rest) => {
    const handle = await real.open(path, ...rest);
    const sync = handle.sync.bind(handle);
    handle.sync = async () => {
      await sync();
      synced.push(String(path));
    };
    return handle;
  };
  return { ...real, open };
});

const hex = (byte: string) => byte.repeat(32);
let store: string;

beforeEach(() => {
  store = join(temporaryFolder('store'), 'a', 'store');
  synced.length = 0;
});
afterEach(() => {
  rmSync(join(store, '..', '..'), { recursive: true, force: true });
});

test.each<[string, Partial<Entry>]>([
  ['image', { imageId: hex('aa') }],
  ['policy', { policyDigest: hex('aa') }],
  ['context', { context: hex('aa') }],
  ['limits', { limits: { functions: '11' } }],
  ['imports', { imports: hex('aa') }],
  ['cycles', { cycles: '1001' }],
  ['heap', { peakHeapBytes: '8' }],
])('another %s is another entry, and neither is taken for damage', async (_, changes) => {
  const one = await putEntry(store, madeUp(), FILES);
  const other = await putEntry(store, madeUp(changes), FILES);
  expect(other.path).not.toBe(one.path);
  for (const { path, entry } of [one, other]) expect((await readEntry(path)).entry).toEqual(entry);
});

test('another receipt of the same statement is the same entry, which is told as it is', async () => {
  const one = await putEntry(store, madeUp(), FILES);
  const again = await putEntry(store, madeUp({ receiptDigest: hex('aa') }), FILES);
  expect(again).toEqual({ path: one.path, entry: madeUp() });
});

test('every folder whose names changed is synced, the root and what is above it too', async () => {
  const { path } = await putEntry(store, madeUp(), FILES);
  const folder = dirname(path);
  for (const at of [folder, join(store, 'v2'), store, dirname(store), dirname(dirname(store))]) {
    expect(synced, at).toContain(at);
  }
  // After the rename, the last that must be there for the entry to be found again.
  expect(synced.slice(-4)).toEqual([folder, join(store, 'v2'), store, join(store, 'pending')]);
  synced.length = 0;
  await putEntry(store, madeUp(), FILES);
  expect(synced).toEqual([folder, join(store, 'v2'), store]);
});

test('an artifact that is a file is copied and hashed on the way, piece by piece', async () => {
  const bytes = randomBytes((2 << 20) + 5);
  const file = join(temporaryFolder('arrived'), 'artifact');
  writeFileSync(file, bytes);
  const artifactDigest = createHash('sha256').update(bytes).digest('hex');
  const entry = madeUp({ artifactDigest, artifactBytes: `${bytes.length}` });
  const { path } = await putEntry(store, entry, { ...FILES, 'artifact.cwasm': { file } });
  expect(Buffer.compare((await readEntry(path)).artifact ?? new Uint8Array(), bytes)).toBe(0);
  expect(await checkEntry(path)).toEqual({ entry, path });

  // One that was changed, cut, or is a link or a pipe by now is not stored, and nothing of it is left.
  const before = readdirSync(join(store, 'v2'), { recursive: true });
  const other = { ...entry, context: hex('aa') };
  for (const [spoil, code] of [
    [() => writeFileSync(file, bytes.subarray(1)), 'artifact/mismatch'],
    [() => writeFileSync(file, bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1)), 'artifact/mismatch'],
    [() => rmSync(file), 'store/unwritable'],
    [() => symlinkSync(join(path, 'artifact.cwasm'), file), 'store/unwritable'],
    // A pipe that nobody writes to is at its end.
    [() => execFileSync('sh', ['-c', 'rm "$0"; mkfifo "$0"', file]), 'artifact/mismatch'],
  ] as const) {
    spoil();
    expect(await codeOf(putEntry(store, other, { ...FILES, 'artifact.cwasm': { file } }))).toBe(code);
  }
  expect(readdirSync(join(store, 'v2'), { recursive: true })).toEqual(before);
  expect(readdirSync(join(store, 'pending'))).toEqual([]);
});

test('a store of the layout before: one clear error, nothing is changed', async () => {
  mkdirSync(join(store, hex('02'), `${hex('03')}-artifact`), { recursive: true });
  expect(await codeOf(putEntry(store, madeUp(), FILES))).toBe('store/old-layout');
  const wanted = { wasmDigest: hex('02'), policyDigest: hex('05') };
  expect(await codeOf(findEntries(store, wanted))).toBe('store/old-layout');
});

describe('hostile content', () => {
  let path: string;
  beforeEach(async () => {
    ({ path } = await putEntry(store, madeUp(), FILES));
  });

  test.each<[string, () => void]>([
    ['a huge entry.json', () => replace('entry.json', endless)],
    ['a huge receipt', () => replace('receipt', endless)],
    ['deep nesting', () => replace('entry.json', (file) => writeFileSync(file, '['.repeat(60_000)))],
    ['a folder for a file', () => replace('receipt', (file) => mkdirSync(file))],
    ['a link for a file', () => link(join(path, 'receipt'))],
    ['a link to an endless file', () => replace('receipt', (file) => symlinkSync('/dev/zero', file))],
    ['a link to itself', () => replace('receipt', (file) => symlinkSync(file, file))],
    ['a pipe that nobody writes to', () => replace('receipt', (file) => execFileSync('mkfifo', [file]))],
    ['no receipt', () => replace('receipt', () => undefined)],
    ['one file more', () => writeFileSync(join(path, 'more'), '')],
    ['a file for the entry', () => replace('.', (file) => writeFileSync(file, ''))],
    ['an empty folder', () => replace('.', (file) => mkdirSync(file))],
    ['a link to a whole entry', () => link(path)],
    ['a link for the folder above', () => link(dirname(path))],
  ])('%s', async (_, make) => {
    make();
    expect(await codeOf(readEntry(path))).toBe('store/corrupt');
    expect(await codeOf(checkEntry(path))).toBe('store/corrupt');
    expect(await codeOf(putEntry(store, madeUp(), FILES))).toBe('store/corrupt');
  });

  test('an entry under the path of another policy, image, module', async () => {
    for (const change of [{ policyDigest: hex('aa') }, { imageId: hex('aa') }, { wasmDigest: hex('aa') }]) {
      const other = entryPath(store, madeUp(change));
      mkdirSync(dirname(other), { recursive: true });
      execFileSync('cp', ['-r', path, other]);
      expect(await codeOf(readEntry(other))).toBe('store/corrupt');
    }
  });

  /** Puts something else in the place of a file of the entry, or of the entry itself. */
  function replace(name: string, make: (file: string) => void): void {
    const file = join(path, name);
    rmSync(file, { recursive: true });
    make(file);
  }

  /** Moves something out of the store and leaves a link to it. */
  function link(file: string): void {
    const elsewhere = join(store, '..', 'elsewhere');
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
  }

  function endless(file: string): void {
    writeFileSync(file, '');
    truncateSync(file, 2 ** 40);
  }
});

describe('entry.json', () => {
  const text = Buffer.from(encodeEntry(madeUp())).toString();

  test('is canonical', async () => {
    expect(decodeEntry(Buffer.from(text))).toEqual(madeUp());
    for (const bad of [
      text.trim(),
      `\ufeff${text}`,
      JSON.stringify(JSON.parse(text)),
      text.replace('"version": 2', '"version": 2.0'),
      text.replace('{\n', '{\n  "__proto__": {},\n'),
      text.replace('{\n', '{\n  "kind": "artifact",\n'),
      text.replace('"artifact"', '"bounds"'),
      text.replace('"compiled"', '"rejected"'),
      text.replace('"1000"', '1000'),
      text.replace('"1000"', '"01000"'),
      text.replace('"functions"', '"nonsense"'),
      '',
      'null',
    ]) {
      const judged = codeOf((async () => decodeEntry(Buffer.from(bad)))());
      expect(await judged, bad).toBe('store/corrupt');
    }
  });

  test('of each kind', () => {
    const { artifactDigest: _, artifactBytes: __, ...rest } = madeUp();
    const bounds: Entry = { ...rest, kind: 'bounds' };
    const rejected: Entry = {
      ...rest,
      kind: 'rejected',
      outcome: 'rejected',
      rejection: { reason: 'shape limit', functionIndex: 7, value: '2', bound: '1' },
    };
    const counted: Entry = { ...bounds, instructions: '900', boundedBy: 'cycles and instructions' };
    const { cycles: ___, ...withoutCycles } = { ...counted, boundedBy: 'instructions' as const };
    for (const entry of [bounds, rejected, counted, withoutCycles]) {
      expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
    }
    const { instructions: ____, ...uncounted } = counted;
    for (const entry of [
      { ...withoutCycles, boundedBy: 'cycles and instructions' as const },
      { ...withoutCycles, boundedBy: undefined },
      uncounted,
      { ...rejected, boundedBy: 'instructions' as const },
    ]) {
      expect(() => decodeEntry(encodeEntry(entry as Entry))).toThrow('entry.json');
    }
    expect(() => decodeEntry(encodeEntry({ ...rejected, outcome: 'compiled' }))).toThrow('entry.json');
    expect(() =>
      decodeEntry(encodeEntry({ ...bounds, rejection: { reason: '', value: '0', bound: '0' } })),
    ).toThrow('entry.json');
  });
});

test('a store in a folder that cannot be read is told as that', async () => {
  const { path } = await putEntry(store, madeUp(), FILES);
  expect(readFileSync(join(path, 'receipt'))).toEqual(FILES.receipt);
  expect(await codeOf(readEntry(`${path}\0`))).toBe('store/unreadable');
});
