import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Image, knownImages, makeImportList, toHex } from '@zkcwasm/verifier';
import { encodeJournal, fromHex } from '@zkcwasm/verifier/internal';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { decodeJournal } from '../../../verifier/src/index.js';
import { resultKey } from '../../src/corpus/asked.js';
import type { Asked, Result } from '../../src/corpus/result.js';
import { ResultStore } from '../../src/corpus/resultStore.js';
import { DEFAULT_LIMITS } from '../../src/limits.js';

const conditions = { limits: DEFAULT_LIMITS, imports: makeImportList(['*']), maxCycles: 5n };
let folder: string;
let store: ResultStore;
let image: Image;

beforeEach(async () => {
  folder = temporaryFolder('results');
  store = new ResultStore(folder);
  [image] = (await knownImages()) as [Image];
});

const asked = (digit = 1, changes: Partial<Asked> = {}): Asked => ({
  image,
  wasmDigest: `${digit}`.repeat(64),
  conditions,
  ...changes,
});

function stated(of: Asked): Result {
  const bytes = encodeJournal({
    context: new Uint8Array(32),
    limits: Object.fromEntries(Object.entries(DEFAULT_LIMITS).filter(([, value]) => value !== undefined)),
    compiler: of.image.compiler,
    profile: fromHex(of.image.profile, 32) ?? new Uint8Array(),
    target: of.image.target,
    wasm: { digest: fromHex(of.wasmDigest, 32) ?? new Uint8Array(), length: 8n },
    imports: conditions.imports.digest,
    outcome: { kind: 'compiled', artifact: { digest: new Uint8Array(32), length: 3n } },
    metering: { peakHeapBytes: 1n },
  });
  return { kind: 'stated', bytes, journal: decodeJournal(bytes), cycles: 2n ** 60n, elapsedMs: 12 };
}

const path = (of: Asked) => {
  const key = resultKey(of.image.imageId, of.wasmDigest, of.conditions);
  return join(folder, key.slice(0, 2), `${key}.json`);
};

test('what is kept is found as it was', async () => {
  const result = stated(asked());
  await store.keep(asked(), result);
  expect(await store.find(asked())).toEqual(result);
  await store.keep(asked(2), { kind: 'stopped', elapsedMs: 7.4 });
  expect(await store.find(asked(2))).toEqual({ kind: 'stopped', elapsedMs: 7 });
  expect(await store.find(asked(3))).toBeUndefined();
  // Nothing half-written lies about.
  expect(readdirSync(dirname(path(asked())))).toHaveLength(1);
});

test('image, module, limits, imports and cycles each make another key', async () => {
  await store.keep(asked(), stated(asked()));
  const other = (await knownImages()).at(-1) as Image;
  for (const one of [
    asked(1, { image: other }),
    asked(2),
    asked(1, { conditions: { ...conditions, maxCycles: 6n } }),
    asked(1, { conditions: { ...conditions, imports: makeImportList([]) } }),
    asked(1, { conditions: { ...conditions, limits: { ...DEFAULT_LIMITS, types: 7n } } }),
    asked(1, { conditions: { ...conditions, limits: { ...DEFAULT_LIMITS, types: undefined } } }),
  ]) {
    expect(await store.find(one)).toBeUndefined();
  }
});

test('what is damaged, or about something else, counts as not there', async () => {
  await store.keep(asked(), stated(asked()));
  await store.keep(asked(2), stated(asked(2)));
  const [text, other] = [readFileSync(path(asked()), 'utf8'), readFileSync(path(asked(2)), 'utf8')];
  const { key } = JSON.parse(text) as { key: string };
  for (const spoilt of [
    '',
    '{}',
    '[]',
    text.slice(0, -3),
    other,
    text.replace(/"key":"./, '"key":"x'),
    text.replace(/"journal":"../, '"journal":"00'),
    text.replace(/"cycles":"/, '"cycles":"-'),
    text.replace('{', '{"more":1,'),
    text.replace('"elapsedMs":12', '"elapsedMs":12,"elapsedMs":12'),
    // A statement about another module under the key of this one.
    JSON.stringify({ ...(JSON.parse(other) as object), key }),
    'x'.repeat(100_000),
    `${'['.repeat(50_000)}`,
  ]) {
    writeFileSync(path(asked()), spoilt);
    expect(await store.find(asked()), spoilt.slice(0, 80)).toBeUndefined();
  }
  for (let i = 0; i < text.length; i += 7) {
    const bytes = Buffer.from(text);
    bytes[i] = (bytes[i] ?? 0) ^ 1;
    writeFileSync(path(asked()), bytes);
    const found = await store.find(asked());
    // Figures and metering are not held by anything: what a statement is about is.
    if (found?.kind === 'stated') expect(toHex(found.journal.wasm.digest)).toBe(asked().wasmDigest);
  }
});

test('a folder in the place of a result counts as not there, and cannot be written over', async () => {
  mkdirSync(path(asked()), { recursive: true });
  expect(await store.find(asked())).toBeUndefined();
  await expect(store.keep(asked(), stated(asked()))).rejects.toMatchObject({ code: 'output/unwritable' });
});
