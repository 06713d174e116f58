/** Bounds: which receipts and which policies are good for them. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { codeOf, fixture, policy } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { imageListDigest, knownImages } from '../../src/index.js';
import { acceptBounds } from '../../src/node.js';

const { receipt, wasm } = fixture('add');
const refusal = fixture('shape-limit');
const tuned = fixture('tuned');
const context = '00'.repeat(32);
let store: string;

beforeEach(() => {
  store = join(temporaryFolder('bounds'), 'store');
});
afterEach(() => {
  rmSync(join(store, '..'), { recursive: true, force: true });
});

/** A policy that says all that bounds need, with changes. */
const whole = async (changes: Record<string, unknown> = {}) =>
  policy({ maxCycles: 2_000_000, images: await knownImages(), context, ...changes });

test('of a module that compiles, by an upstream image', async () => {
  const { entry, path } = await acceptBounds(receipt, { policy: await whole(), wasm, store });
  expect(entry).toMatchObject({ kind: 'bounds', outcome: 'compiled', cycles: '1891589', context });
  expect(readdirSync(path).sort()).toEqual(['entry.json', 'receipt']);
});

test('a proved refusal bounds nothing, even where refusals are taken', async () => {
  const options = {
    policy: await whole({ allowRejected: true, maxCycles: 5_000_000 }),
    wasm: refusal.wasm,
    store,
  };
  expect(await codeOf(acceptBounds(refusal.receipt, options))).toBe('policy/rejected-module');
  expect(existsSync(store)).toBe(false);
});

describe('a policy that leaves something open', () => {
  test.each([
    [{ maxCycles: undefined }, 'maxCycles (or maxInstructions)', ['cycles']],
    [{ images: undefined }, 'images', ['images']],
    [{ context: undefined }, 'context', ['context']],
    [
      { maxCycles: undefined, images: undefined, context: undefined },
      'maxCycles (or maxInstructions), images (or imageList), context',
      ['cycles', 'images', 'context'],
    ],
  ] as const)('%j', async (changes, named, any) => {
    const options = { policy: await whole(changes), wasm, store };
    await expect(acceptBounds(receipt, options)).rejects.toThrow(
      expect.objectContaining({
        code: 'policy/bounds-incomplete',
        shortMessage: expect.stringContaining(named),
        hint: expect.stringContaining(`--any ${any.join(',')}`),
      }),
    );
    expect(existsSync(store)).toBe(false);
    for (const need of any) {
      const others = any.filter((other) => other !== need);
      expect(await codeOf(acceptBounds(receipt, { ...options, any: others }))).toBe(
        'policy/bounds-incomplete',
      );
    }
    expect((await acceptBounds(receipt, { ...options, any })).entry.kind).toBe('bounds');
  });

  test("the package's list is named where it is pinned", async () => {
    const imageList = imageListDigest(await knownImages());
    const pinned = await whole({ images: undefined, imageList });
    expect((await acceptBounds(receipt, { policy: pinned, wasm, store })).entry.kind).toBe('bounds');
  });
});

describe('a tuned image', () => {
  test.each([
    ['whatever sources are trusted', { sources: ['upstream', 'tuned'] }],
    ['with the sources that are trusted where nothing is said', { sources: undefined }],
    ['with any of everything', { maxCycles: undefined, images: undefined, context: undefined }],
  ])('%s', async (_, changes) => {
    const any = ['cycles', 'images', 'context'] as const;
    const options = { policy: await whole(changes), wasm, store, any };
    expect(await codeOf(acceptBounds(tuned.receipt, options))).toBe('policy/bounds-source');
    expect(existsSync(store)).toBe(false);
  });

  test('that a policy calls upstream', async () => {
    const images = (await knownImages()).map((image) => ({ ...image, source: 'upstream' }));
    expect(await codeOf(acceptBounds(tuned.receipt, { policy: await whole({ images }), wasm, store }))).toBe(
      'policy/bounds-source',
    );
  });
});
