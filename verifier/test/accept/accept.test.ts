import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acceptArtifact, acceptBounds, sha256, toHex } from '../../src/index.js';
import { bytes, codeOf, fixture, policy } from '../fixtures.js';

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

test('bounds are accepted beside it', async () => {
  await acceptArtifact(receipt, artifact, { policy: await policy(), wasm, store });
  const bounds = await acceptBounds(receipt, { policy: await policy(), wasm, store });
  expect(readdirSync(bounds.path).sort()).toEqual(['entry.json', 'receipt']);
  expect(files(store)).toHaveLength(5);
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

test('an entry that was changed on disk is found out', async () => {
  const options = { policy: await policy(), wasm, store };
  const { path } = await acceptArtifact(receipt, artifact, options);
  chmodSync(join(path, 'artifact.cwasm'), 0o644);
  writeFileSync(join(path, 'artifact.cwasm'), artifact.slice(1));
  expect(await codeOf(acceptArtifact(receipt, artifact, options))).toBe('store/corrupt');
});

test('a store that is a file', async () => {
  const file = join(store, 'file');
  writeFileSync(file, '');
  expect(await codeOf(acceptBounds(receipt, { policy: await policy(), wasm, store: file }))).toBe(
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
    expect(await codeOf(acceptBounds(receipt, { policy: await policy(), wasm, store: disk }))).toBe(
      'store/unwritable',
    );
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
    expect(await codeOf(acceptBounds(receipt, { policy: await policy(), wasm, store: disk }))).toBe(
      'store/unwritable',
    );
  } finally {
    execFileSync('umount', [disk]);
  }
});
