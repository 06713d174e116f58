import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, codeOf, fixture, policy } from '../../../testkit/fixtures.js';
import { policyDigest, toHex } from '../../src/index.js';
import { acceptArtifact, acceptRejected, findEntries, sha256 } from '../../src/node.js';

const { receipt, wasm } = fixture('add');
const artifact = bytes('add.cwasm');
let store: string;

beforeEach(() => {
  store = mkdtempSync(join(tmpdir(), 'zkcwasm-store-'));
});
afterEach(() => {
  rmSync(store, { recursive: true, force: true });
});

/** Every file below a folder. */
function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('an accepted artifact is in the store, whole', async () => {
  const accepted = await acceptArtifact(receipt, artifact, { policy: await policy(), wasm, store });
  const stored = new Uint8Array(readFileSync(join(accepted.path, 'artifact.cwasm')));
  expect(toHex(sha256(stored))).toBe(accepted.entry.artifactDigest);
  expect(files(store)).toHaveLength(3);
  const again = await acceptArtifact(receipt, artifact, { policy: await policy(), wasm, store });
  expect(again.path).toBe(accepted.path);
});

test('a refusal is accepted as what it is, by a policy that takes refusals', async () => {
  const refusal = fixture('shape-limit');
  const options = { policy: await policy({ allowRejected: true }), wasm: refusal.wasm, store };
  expect(await codeOf(acceptArtifact(refusal.receipt, artifact, options))).toBe('artifact/missing');
  expect(files(store)).toEqual([]);
  const { entry, path } = await acceptRejected(refusal.receipt, options);
  expect(readdirSync(path).sort()).toEqual(['entry.json', 'receipt']);
  expect(path).toMatch(/-rejected$/);
  expect(entry).toMatchObject({
    kind: 'rejected',
    outcome: 'rejected',
    rejection: { reason: 'shape limit', limit: 'functionBranches', value: '25760', bound: '10000' },
    limits: { functionBranches: '10000' },
  });
  expect(JSON.parse(readFileSync(join(path, 'entry.json'), 'utf8'))).toEqual(entry);
  expect((await acceptRejected(refusal.receipt, options)).path).toBe(path);
  const strict = { ...options, policy: await policy() };
  expect(await codeOf(acceptRejected(refusal.receipt, strict))).toBe('policy/rejected-module');
});

test('what compiles is no refusal', async () => {
  const options = { policy: await policy({ allowRejected: true }), wasm, store };
  expect(await codeOf(acceptRejected(receipt, options))).toBe('policy/compiled-module');
  expect(files(store)).toEqual([]);
});

test('an entry says what it was accepted under', async () => {
  const { entry } = await acceptArtifact(receipt, artifact, { policy: await policy(), wasm, store });
  expect(entry).toMatchObject({
    version: 2,
    outcome: 'compiled',
    wasmBytes: `${wasm.length}`,
    context: '00'.repeat(32),
    policyDigest: policyDigest(await policy()),
    artifactBytes: `${artifact.length}`,
    limits: { functions: '10000' },
  });
  expect(entry.imports).toMatch(/^[0-9a-f]{64}$/);
});

test('accepted under one policy, it is not accepted under another', async () => {
  const lax = await policy();
  const strict = await policy({ maxCycles: 2_000_000 });
  const one = await acceptArtifact(receipt, artifact, { policy: lax, wasm, store });
  const wanted = { wasmDigest: one.entry.wasmDigest, policyDigest: policyDigest(strict) };
  expect(await findEntries(store, wanted)).toEqual([]);
  const other = await acceptArtifact(receipt, artifact, { policy: strict, wasm, store });
  expect(other.path).not.toBe(one.path);
  expect((await findEntries(store, wanted)).map(({ path }) => path)).toEqual([other.path]);
  expect(await findEntries(store, { ...wanted, kind: 'bounds' })).toEqual([]);
  expect(await findEntries(join(store, 'nowhere'), wanted)).toEqual([]);
});

test('twenty at once leave one whole entry', async () => {
  const options = { policy: await policy(), wasm, store };
  await Promise.all(Array.from({ length: 20 }, () => acceptArtifact(receipt, artifact, options)));
  expect(files(store)).toHaveLength(3);
});

test('the wrong artifact: nothing is stored', async () => {
  const options = { policy: await policy(), wasm, store };
  const flipped = artifact.slice();
  flipped[100] = (flipped[100] ?? 0) ^ 1;
  expect(await codeOf(acceptArtifact(receipt, flipped, options))).toBe('artifact/mismatch');
  expect(await codeOf(acceptArtifact(receipt, new Uint8Array(), options))).toBe('artifact/mismatch');
  expect(files(store)).toEqual([]);
});

test.each(['artifact.cwasm', 'receipt', 'entry.json'])(
  '%s that was changed on disk is found out',
  async (name) => {
    const options = { policy: await policy(), wasm, store };
    const { path } = await acceptArtifact(receipt, artifact, options);
    const file = join(path, name);
    const good = readFileSync(file);
    const flipped = Buffer.from(good);
    flipped[50] = (flipped[50] ?? 0) ^ 1;
    chmodSync(file, 0o644);
    for (const bad of [flipped, good.subarray(1), Buffer.concat([good, Buffer.from(' ')])]) {
      writeFileSync(file, bad);
      expect(await codeOf(acceptArtifact(receipt, artifact, options))).toBe('store/corrupt');
    }
    writeFileSync(file, good);
    expect((await acceptArtifact(receipt, artifact, options)).path).toBe(path);
  },
);

test('a store that is a file', async () => {
  const file = join(store, 'file');
  writeFileSync(file, '');
  expect(await codeOf(acceptArtifact(receipt, artifact, { policy: await policy(), wasm, store: file }))).toBe(
    'store/unwritable',
  );
});

const root = process.getuid?.() === 0;
const mountable = root && canMount();

function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), 'zkcwasm-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'ignore' });
    execFileSync('umount', [probe], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

test.runIf(mountable)('a full disk: nothing half-written', async () => {
  const disk = join(store, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
  try {
    expect(
      await codeOf(acceptArtifact(receipt, artifact, { policy: await policy(), wasm, store: disk })),
    ).toBe('store/unwritable');
    expect(files(disk)).toEqual([]);
  } finally {
    execFileSync('umount', [disk]);
  }
});

test.runIf(mountable)('a read-only disk', async () => {
  const disk = join(store, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', disk]);
  try {
    expect(
      await codeOf(acceptArtifact(receipt, artifact, { policy: await policy(), wasm, store: disk })),
    ).toBe('store/unwritable');
  } finally {
    execFileSync('umount', [disk]);
  }
});
