/** A full and a read-only disk: a small file system of its own, which only root can mount; skipped, and said so, for others. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditStore } from '@zkcwasm/verifier/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytes, codeOf, policy } from '../../../testkit/fixtures.js';
import { acceptAggregateInto } from '../../src/store/acceptAggregateInto.js';
import { collect } from '../../src/store/collect.js';
import { NodeStore } from '../../src/store/nodeStore.js';
import { A, at, B, made } from './made.js';
import { canMount, mountDisk, remountReadOnly, unmountDisk } from './smallDisk.js';

let disk: string;

describe.skipIf(!canMount)('a disk of four megabytes', () => {
  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), 'zkcwasm-disk-'));
    mountDisk(disk, 4);
  });
  afterEach(() => unmountDisk(disk));
  const path = () => join(disk, 'store');
  const find = (store: NodeStore) =>
    store.find({
      wasmDigest: made(0).entry.wasmDigest,
      policyDigests: new Set([made(0).entry.policyDigest]),
    });

  test('full: refused, nothing half-written, and room is made by a collection', async () => {
    const store = await NodeStore.open(path(), 'write');
    let stored = 0;
    let code = 'accepted';
    for (; code === 'accepted' && stored < 100; stored += 1) {
      const { entry, files } = made(stored);
      code = await codeOf(store.put(entry, files, at(stored % 2 === 0 ? A : B)));
    }
    expect(code).toBe('store/unwritable');
    const held = stored - 1;
    expect(held).toBeGreaterThan(2);
    expect(await find(store)).toHaveLength(held);
    expect(readdirSync(join(path(), 'pending'))).toEqual([]);
    // Even with not a byte left.
    expect(() => writeFileSync(join(disk, 'rest'), Buffer.alloc(4 << 20))).toThrow('ENOSPC');
    expect(await find(store)).toHaveLength(held);
    const { entries } = await collect(path(), { gone: new Set([A]) });
    expect(entries).toHaveLength(Math.ceil(held / 2));
    rmSync(join(disk, 'rest'), { force: true });
    const { entry, files } = made(1000);
    expect(await codeOf(store.put(entry, files, at(B)))).toBe('accepted');
  });

  test('full from the start: no store is made', async () => {
    expect(() => writeFileSync(join(disk, 'rest'), Buffer.alloc(5 << 20))).toThrow('ENOSPC');
    expect(await codeOf(NodeStore.open(path(), 'write'))).toBe('store/unwritable');
    expect(existsSync(join(path(), 'node.json'))).toBe(false);
  });

  test('read-only: read, and not written', async () => {
    const store = await NodeStore.open(path(), 'write');
    const { entry, files } = made(1);
    await store.put(entry, files, at(A));
    remountReadOnly(disk, true);
    try {
      const reader = await NodeStore.open(path(), 'read');
      expect(await find(reader)).toHaveLength(1);
      expect(await NodeStore.open(path(), 'write').then(find)).toHaveLength(1);
      const next = made(2);
      expect(await codeOf(store.put(next.entry, next.files, at(A)))).toBe('store/unwritable');
      expect(await codeOf(collect(path(), { gone: new Set([A]) }))).toBe('store/unwritable');
      expect(await find(reader)).toHaveLength(1);
      expect(await codeOf(NodeStore.open(join(disk, 'other'), 'write'))).toBe('store/unwritable');
    } finally {
      remountReadOnly(disk, false);
    }
  });
});

test.skipIf(!canMount)(
  'an aggregate whose later statement finds the disk full: what was stored before stays',
  async () => {
    const disk = mkdtempSync(join(tmpdir(), 'zkcwasm-disk-'));
    // Room for one receipt, and not for two.
    mountDisk(disk, 1);
    try {
      const folder = join(disk, 'store');
      const store = await NodeStore.open(folder, 'write');
      const files = {
        receipt: bytes('aggregate.receipt'),
        artifacts: [bytes('add.cwasm'), bytes('crypto-primitives-baseline.cwasm')],
      };
      const rules = { policy: await policy({ allowRejected: true }) };
      expect(await codeOf(acceptAggregateInto(store, 'artifact', files, rules))).toBe('store/unwritable');
      const { held, quarantined } = await auditStore(folder, { policies: [rules.policy], dryRun: true });
      expect({ held, quarantined }).toEqual({ held: 1, quarantined: [] });
      expect(readdirSync(join(folder, 'pending'))).toEqual([]);
    } finally {
      unmountDisk(disk);
    }
  },
  240_000,
);
