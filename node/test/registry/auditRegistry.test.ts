import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Image, knownImages, makePolicy } from '@zkcwasm/verifier';
import { fromHex } from '@zkcwasm/verifier/internal';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/fixtures.js';
import { entry } from '../../../testkit/made/registryEntries.js';
import { auditRegistry } from '../../src/registry/auditRegistry.js';
import { openRegistry, type Registry } from '../../src/registry/registry.js';

const images = await knownImages();
const of = ({ imageId }: Image) => ({ imageId: fromHex(imageId, 32) ?? new Uint8Array() });
const [one, two, three] = images as [Image, Image, Image];
const trusting = (changes: Record<string, unknown> = {}) =>
  makePolicy({ sources: ['upstream', 'tuned'], ...changes });
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-registry-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function using<T>(mode: 'read' | 'write', work: (registry: Registry) => T): Promise<T> {
  const registry = await openRegistry(folder, mode);
  try {
    return work(registry);
  } finally {
    await registry.close();
  }
}

test('what images compiled that nobody trusts any more is removed, and nothing else', async () => {
  const kept = await using('write', (registry) => registry.add([entry(1, of(one)), entry(2, of(one))]));
  const full = await using('write', (registry) =>
    registry.add([entry(3, of(two)), entry(4, of(three)), entry(5)]),
  );
  const policies = [
    await trusting({ images: [one, { ...two, status: 'revoked', reason: 'a test' }] }),
    await makePolicy({ images: [three] }),
  ];
  const told = await auditRegistry(folder, policies, true);
  expect(told).toMatchObject(full);
  const codes = new Map(told.removed.map((removed) => [removed.entry.cycles, removed.error.code]));
  expect(codes).toEqual(
    new Map([
      [entry(3).cycles, 'image/unknown'],
      [entry(4).cycles, 'image/source'],
      [entry(5).cycles, 'image/unknown'],
    ]),
  );
  expect(await using('read', (registry) => registry.check())).toEqual(full);
  const done = await auditRegistry(folder, policies);
  expect(done).toEqual({ ...kept, removed: told.removed });
  expect(await using('read', (registry) => registry.check())).toEqual(kept);
  expect(await auditRegistry(folder, policies)).toEqual({ ...kept, removed: [] });
});

test('a revoked image is told with its reason', async () => {
  await using('write', (registry) => registry.add([entry(1, of(one))]));
  const { removed } = await auditRegistry(folder, [
    await trusting({ images: [{ ...one, status: 'revoked', reason: 'a test' }] }),
  ]);
  expect(removed[0]?.error).toMatchObject({
    code: 'image/revoked',
    message: expect.stringContaining('a test'),
  });
});

test('a folder that is no registry does not become one', async () => {
  expect(await codeOf(auditRegistry(join(folder, 'nowhere'), [await trusting()]))).toBe('registry/missing');
  expect(existsSync(join(folder, 'nowhere'))).toBe(false);
});
