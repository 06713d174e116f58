import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { open } from 'lmdb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { entry } from '../../../testkit/made/registryEntries.js';
import type { RegistryEntry } from '../../../verifier/src/registry/entry.js';
import { keyElement, valueElement } from '../../../verifier/src/registry/entry.js';
import { memoryNodes } from '../../../verifier/src/registry/nodes.js';
import { EMPTY, update } from '../../../verifier/src/registry/tree.js';
import { verifyProof } from '../../../verifier/src/registry/verifyProof.js';
import { recordAccepted } from '../../src/registry/recordAccepted.js';
import { openRegistry, type Registry } from '../../src/registry/registry.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-registry-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function using<T>(mode: 'read' | 'write', work: (registry: Registry) => T, at = folder): Promise<T> {
  const registry = await openRegistry(at, mode);
  try {
    return work(registry);
  } finally {
    await registry.close();
  }
}

const rootOf = (entries: RegistryEntry[]) =>
  update(memoryNodes(), EMPTY, new Map(entries.map((e) => [keyElement(e), valueElement(e)])));
const some = (n: number) => Array.from({ length: n }, (_, i) => entry(i));

test('what is added stays, and is proved to whoever has the root', async () => {
  const added = await using('write', (registry) => registry.add(some(5)));
  expect(added).toEqual({ root: rootOf(some(5)), count: 5 });
  const proof = await using('read', (registry) => registry.prove([entry(2), entry(9)]));
  expect(verifyProof(added.root, proof)).toMatchObject({
    members: [entry(2)],
    absent: [{ target: entry(9).target }],
  });
  await using('read', (registry) => {
    expect(registry.get(entry(2))).toEqual(entry(2));
    expect(registry.get(entry(9))).toBeUndefined();
    expect(registry.check()).toEqual(added);
  });
});

test('adding again changes nothing, removing undoes', async () => {
  await using('write', (registry) => {
    const one = registry.add([entry(1)]);
    expect(registry.add([entry(1), entry(1)])).toEqual(one);
    registry.add([entry(2), entry(3)]);
    expect(registry.remove([entry(2), entry(3)])).toEqual(one);
    expect(registry.remove([entry(1)])).toEqual({ root: EMPTY, count: 0 });
    expect(registry.check()).toEqual({ root: EMPTY, count: 0 });
  });
});

test('any sequence of batches is the registry of the entries that are left', async () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 5 })), {
    maxLength: 6,
  });
  let n = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      n += 1;
      const model = new Set<number>();
      await using(
        'write',
        (registry) => {
          for (const [adds, numbers] of sequence) {
            const known = adds ? numbers : numbers.filter((i) => model.has(i));
            if (adds) registry.add(known.map((i) => entry(i)));
            else registry.remove(known.map((i) => entry(i)));
            for (const i of known) adds ? model.add(i) : model.delete(i);
          }
          const left = [...model].map((i) => entry(i));
          expect(registry.check()).toEqual({ root: rootOf(left), count: left.length });
        },
        join(folder, `${n}`),
      );
    }),
    { numRuns: 10 },
  );
});

test('a batch with a conflict or an unknown key changes nothing', async () => {
  await using('write', (registry) => {
    const before = registry.add(some(3));
    const other = entry(1, { artifactDigest: entry(2).artifactDigest });
    expect(() => registry.add([entry(7), other])).toThrow(
      expect.objectContaining({ code: 'registry/conflict' }),
    );
    expect(() => registry.remove([entry(0), entry(8)])).toThrow(
      expect.objectContaining({ code: 'registry/absent' }),
    );
    expect(registry.check()).toEqual(before);
  });
});

test('cycles that are proved later are taken over', async () => {
  const proved = entry(1);
  await using('write', (registry) => {
    registry.add([{ ...proved, cycles: undefined }]);
    expect(registry.add([proved])).toEqual({ root: rootOf([proved]), count: 1 });
    expect(registry.add([{ ...proved, cycles: undefined }]).root).toBe(rootOf([proved]));
    registry.check();
  });
});

test('recordAccepted takes what accept returns', async () => {
  const hex = (byte: string) => byte.repeat(32);
  const accepted = {
    version: 2 as const,
    kind: 'artifact' as const,
    outcome: 'compiled' as const,
    imageId: hex('01'),
    wasmDigest: hex('02'),
    wasmBytes: '41',
    context: hex('00'),
    limits: {},
    imports: hex('07'),
    policyDigest: hex('08'),
    profile: hex('03'),
    target: 'x86_64-unknown-linux-gnu',
    artifactDigest: hex('04'),
    receiptDigest: hex('05'),
    peakHeapBytes: '7',
  };
  const at = join(folder, 'new', 'registry');
  const state = await recordAccepted(at, accepted);
  expect(state.count).toBe(1);
  expect(await recordAccepted(at, { ...accepted, receiptDigest: hex('06') })).toEqual(state);
  const { artifactDigest: _, ...bounds } = accepted;
  expect(await codeOf(recordAccepted(at, { ...bounds, kind: 'bounds' }))).toBe('registry/entry');
});

test('twenty writers at once', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => using('write', (registry) => registry.add([entry(n)]))),
  );
  expect(await using('read', (registry) => registry.check())).toEqual({ root: rootOf(some(20)), count: 20 });
});

test('no registry, a file, rubbish, an empty file', async () => {
  expect(await codeOf(openRegistry(folder, 'read'))).toBe('registry/missing');
  expect(await codeOf(openRegistry(join(folder, 'nowhere'), 'read'))).toBe('registry/missing');
  const file = join(folder, 'file');
  writeFileSync(file, 'x');
  expect(await codeOf(openRegistry(file, 'write'))).toBe('registry/unwritable');
  const rubbish = join(folder, 'rubbish');
  mkdirSync(rubbish);
  writeFileSync(join(rubbish, 'data.mdb'), 'rubbish'.repeat(10_000));
  expect(await codeOf(openRegistry(rubbish, 'read'))).toBe('registry/corrupt');
  expect(await codeOf(openRegistry(rubbish, 'write'))).toBe('registry/corrupt');
  truncateSync(join(rubbish, 'data.mdb'), 0);
  expect(await codeOf(openRegistry(rubbish, 'read'))).toBe('registry/missing');
  expect(await codeOf(using('write', (registry) => registry.add([entry(1)]), rubbish))).toBe('accepted');
});

test('a process that is killed leaves what it committed last', async () => {
  const script = fileURLToPath(new URL('./addForever.ts', import.meta.url));
  for (const ms of [40, 90, 150]) {
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = 0;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('the writer ended by itself')));
      child.stdout.on('data', (text: Buffer) => {
        if (said === 0) setTimeout(resolve, ms);
        said = Number(text.toString().trim().split('\n').at(-1));
      });
    });
    const ended = new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.once('close', resolve);
    });
    child.kill('SIGKILL');
    await ended;
    const { root, count } = await using('read', (registry) => registry.check());
    expect(count).toBeGreaterThanOrEqual(said);
    expect(root).toBe(rootOf(some(count)));
    // And it can be written on.
    await using('write', (registry) => registry.add([entry(count)]));
  }
});

test('a registry that was changed by hand is found out', async () => {
  await using('write', (registry) => registry.add(some(8)));
  const path = join(folder, 'data.mdb');
  const good = readFileSync(path);
  /** Every record changed in one byte, and every record left out. */
  const records = await raw((db) => [...db.getKeys()].map((key) => Buffer.from(key)));
  expect(records.length).toBeGreaterThan(8 + 8 + 7);
  for (const [i, key] of records.entries()) {
    await raw((db) => {
      const value = Buffer.from(db.get(key) ?? '');
      if (i % 2 === 0) db.removeSync(key);
      else db.putSync(key, value.map((byte, at) => (at === value.length - 1 ? byte ^ 1 : byte)) as Buffer);
    });
    const code = await codeOf(using('read', (registry) => registry.check()));
    expect(code, `record ${i} ${key.toString('latin1').slice(0, 1)}`).toBe('registry/corrupt');
    writeFileSync(path, good);
  }
  await raw((db) => db.putSync(Buffer.concat([Buffer.from('n'), Buffer.alloc(32)]), Buffer.alloc(65)));
  expect(await codeOf(using('read', (registry) => registry.check()))).toBe('registry/corrupt');
  writeFileSync(path, good);
  expect((await using('read', (registry) => registry.check())).count).toBe(8);
});

async function raw<T>(work: (db: ReturnType<typeof open<Buffer, Buffer>>) => T): Promise<T> {
  const db = open<Buffer, Buffer>({
    path: folder,
    noSubdir: false,
    keyEncoding: 'binary',
    encoding: 'binary',
  });
  try {
    return work(db);
  } finally {
    await db.close();
  }
}

test('reading changes nothing', async () => {
  await using('write', (registry) => registry.add([entry(1)]));
  const before = statSync(join(folder, 'data.mdb'));
  await using('read', (registry) => registry.prove([entry(1)]));
  const after = statSync(join(folder, 'data.mdb'));
  expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
});
