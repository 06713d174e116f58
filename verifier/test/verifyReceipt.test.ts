import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytes, codeOf, fixture, path, policy } from '../../testkit/fixtures.js';
import {
  decodeJournal,
  decodeReceipt,
  type Image,
  isAggregate,
  knownImages,
  type Receipt,
  toHex,
  verifyReceipt,
} from '../src/index.js';
import { encodeJournal, encodeReceipt, packSeal } from '../src/internal.js';

const names = readdirSync(path(''))
  .filter((file) => file.endsWith('.receipt') && !isAggregate(bytes(file)))
  .map((file) => file.slice(0, -'.receipt'.length));
const { receipt, wasm } = fixture('add');
let parts: Receipt;
let images: Image[];

beforeAll(async () => {
  parts = decodeReceipt(receipt);
  images = await knownImages();
});

/** The fixture with parts replaced, judged under a policy. */
async function judge(
  changes: Partial<Receipt>,
  policyChanges: Record<string, unknown> = {},
): Promise<string> {
  const changed = encodeReceipt({ ...parts, ...changes });
  return codeOf(verifyReceipt(changed, { policy: await policy(policyChanges), wasm }));
}

test.each(names)('the committed receipt %s verifies', async (name) => {
  const verified = await verifyReceipt(fixture(name).receipt, {
    policy: await policy({ sources: ['upstream', 'tuned'], allowRejected: true }),
    wasm: fixture(name).wasm,
  });
  expect(verified.cycles).toBeGreaterThan(100_000n);
  expect(verified.journal.metering.peakHeapBytes).toBeGreaterThan(0n);
});

test.each([
  ['invalid', { reason: 'invalid wasm', limit: undefined, offset: 10n }],
  ['shape-limit', { reason: 'shape limit', limit: 'functionBranches', functionIndex: 0, value: 25_760n }],
  ['heap-limit', { reason: 'heap limit', limit: 'heapBytes', functionIndex: 23, bound: 100_000n }],
  ['compiler-error', { reason: 'compiler error', limit: undefined, functionIndex: undefined }],
])('the proved refusal %s says why, and is taken only by a policy that wants refusals', async (name, why) => {
  const { receipt, wasm } = fixture(name);
  expect(await codeOf(verifyReceipt(receipt, { policy: await policy(), wasm }))).toBe(
    'policy/rejected-module',
  );
  const { journal } = await verifyReceipt(receipt, { policy: await policy({ allowRejected: true }), wasm });
  expect(journal.outcome).toMatchObject({ kind: 'rejected', ...why });
});

describe('the receipt and what it is about', () => {
  test('another module', async () => {
    const other = wasm.slice();
    other[other.length - 1] = (other.at(-1) ?? 0) ^ 1;
    expect(await codeOf(verifyReceipt(receipt, { policy: await policy(), wasm: other }))).toBe(
      'wasm/mismatch',
    );
    expect(await codeOf(verifyReceipt(receipt, { policy: await policy(), wasm: new Uint8Array() }))).toBe(
      'wasm/mismatch',
    );
  });

  test('an image that is not trusted', async () => {
    expect(await judge({}, { images: [] })).toBe('image/unknown');
    expect(await judge({ imageId: new Uint8Array(32) })).toBe('image/unknown');
  });

  test('a revoked image, even where it is listed as active as well', async () => {
    const active = images.find((image) => image.imageId === toHex(parts.imageId));
    const revoked = { ...active, status: 'revoked', reason: 'a test' };
    expect(await judge({}, { images: [revoked] })).toBe('image/revoked');
    expect(await judge({}, { images: [active, revoked] })).toBe('image/revoked');
  });

  test('an image that has been superseded, whose receipts are still good', async () => {
    const active = images.find((image) => image.imageId === toHex(parts.imageId));
    const superseded = { ...active, status: 'superseded' };
    const { image } = await verifyReceipt(receipt, { policy: await policy({ images: [superseded] }), wasm });
    expect(image.status).toBe('superseded');
  });

  test('a trusted image that the proof is not about', async () => {
    const active = images.find((image) => image.imageId === toHex(parts.imageId));
    const imageId = parts.imageId.slice();
    imageId[5] = (imageId[5] ?? 0) ^ 1;
    const other = { ...active, imageId: toHex(imageId) };
    expect(await judge({ imageId }, { images: [other] })).toBe('seal/image-mismatch');
  });

  test('a journal that is not the one proved', async () => {
    const journal = decodeJournal(parts.journal);
    const cheaper = { ...journal, metering: { ...journal.metering, peakHeapBytes: 1n } };
    expect(await judge({ journal: encodeJournal(cheaper) })).toBe('seal/journal-mismatch');
    const elsewhere = { ...journal, context: new Uint8Array(32).fill(9) };
    expect(await judge({ journal: encodeJournal(elsewhere) })).toBe('seal/journal-mismatch');
    expect(await judge({ journal: new Uint8Array() })).toBe('journal/malformed');
    expect(await judge({ journal: Uint8Array.from([...parts.journal, 0]) })).toBe('journal/malformed');
  });

  test('a journal that its image cannot have made', async () => {
    const journal = decodeJournal(parts.journal);
    for (const changed of [
      { ...journal, profile: new Uint8Array(32) },
      { ...journal, target: 'riscv64gc-unknown-linux-gnu' },
      { ...journal, compiler: { name: 'wasmtime', version: '0.0.1' } },
    ]) {
      expect(await judge({ journal: encodeJournal(changed) })).toBe('image/mismatch');
    }
  });

  test('another proof system, circuit or kind of seal', async () => {
    expect(await judge({ proofSystem: 'risc0' })).toBe('receipt/proof-system');
    expect(await judge({ circuit: 'v6.0.0' })).toBe('receipt/proof-system');
    expect(await judge({ sealKind: 'fake' })).toBe('receipt/proof-system');
    // Known, but this is no such seal.
    expect(await judge({ sealKind: 'groth16' })).toBe('seal/malformed');
  });
});

describe('the seal', () => {
  test('empty, cut, longer, of zeros, of ones', async () => {
    const { seal } = parts;
    expect(await judge({ seal: new Uint8Array() })).toBe('seal/malformed');
    expect(await judge({ seal: seal.slice(0, -1) })).toBe('seal/malformed');
    expect(await judge({ seal: seal.slice(0, seal.length / 2) })).toBe('seal/malformed');
    expect(await judge({ seal: Uint8Array.from([...seal, 0]) })).toBe('seal/malformed');
    expect(await judge({ seal: new Uint8Array(seal.length) })).toMatch(/^seal\//);
    expect(await judge({ seal: new Uint8Array(seal.length).fill(255) })).toMatch(/^seal\//);
  });

  test('flipped anywhere', async () => {
    for (let i = 0; i < 96; i += 1) {
      const seal = parts.seal.slice();
      const at = Math.floor((i * seal.length) / 96);
      seal[at] = (seal[at] ?? 0) ^ (1 << (i % 8));
      expect(await judge({ seal }), `byte ${at}`).toMatch(/^seal\/(malformed|rejected|recursion-key)$/);
    }
  });

  test.each(names.filter((name) => name !== 'add'))('of another receipt, %s', async (name) => {
    const { seal, imageId } = decodeReceipt(fixture(name).receipt);
    const other = toHex(imageId) === toHex(parts.imageId) ? 'journal' : 'image';
    expect(await judge({ seal })).toBe(`seal/${other}-mismatch`);
  });

  test('of another program: a real proof that has nothing to do with zkcwasm images', async () => {
    const seal = bytes('other-program.seal');
    expect(await judge({ version: 1, seal })).toBe('seal/image-mismatch');
    expect(await judge({ seal: await packSeal(seal) })).toBe('seal/image-mismatch');
  });

  test('a good receipt still verifies afterwards', async () => {
    expect(await judge({})).toBe('accepted');
  });
});

describe('the policy', () => {
  test('bounds: exactly at, and one below', async () => {
    const verified = await verifyReceipt(receipt, { policy: await policy(), wasm });
    if (verified.sealKind !== 'stark') throw new Error('the fixture has a stark seal');
    const { cycles, journal } = verified;
    const heap = journal.metering.peakHeapBytes ?? 0n;
    expect(await judge({}, { maxCycles: `${cycles}` })).toBe('accepted');
    expect(await judge({}, { maxCycles: `${cycles - 1n}` })).toBe('policy/cycles');
    expect(await judge({}, { maxPeakHeapBytes: `${heap}` })).toBe('accepted');
    expect(await judge({}, { maxPeakHeapBytes: `${heap - 1n}` })).toBe('policy/heap');
    if (journal.outcome.kind !== 'compiled') throw new Error('the fixture compiles');
    const { length } = journal.outcome.artifact;
    expect(await judge({}, { maxArtifactBytes: `${length}` })).toBe('accepted');
    expect(await judge({}, { maxArtifactBytes: `${length - 1n}` })).toBe('policy/artifact-size');
  });

  test('context, target and profile', async () => {
    expect(await judge({}, { context: toHex(decodeJournal(parts.journal).context) })).toBe('accepted');
    expect(await judge({}, { context: 'ab'.repeat(32) })).toBe('policy/context');
    expect(await judge({}, { targets: ['aarch64-unknown-linux-gnu'] })).toBe('policy/target');
    expect(await judge({}, { profiles: ['baseline', 'fast-exec'] })).toBe('accepted');
    expect(await judge({}, { profiles: ['baseline'] })).toBe('policy/profile');
  });

  test.each([
    { maxCycles: -1 },
    { maxCycles: 1.5 },
    { maxCycles: '1e9' },
    { context: 'AB'.repeat(32) },
    { trustAll: true },
    { images: [{}] },
    { targets: [] },
    { profiles: 'fast-exec' },
    [],
    'all',
  ])('a policy that is not one: %j', async (input) => {
    const { makePolicy } = await import('../src/index.js');
    expect(await codeOf(makePolicy(input))).toBe('policy/invalid');
  });
});
