import { expect, test } from 'vitest';
import { entry } from '../../../testkit/made/registryEntries.js';
import { keyElement, reconcile, toRegistryEntry, valueElement } from '../../src/registry/entry.js';
import { digestToField, FIELD, fieldFromBytes, fieldToBytes } from '../../src/registry/field.js';
import { toHex } from '../../src/util/hex.js';

const hex = (n: number) => n.toString(16).padStart(2, '0').repeat(32);
const stored = {
  kind: 'artifact',
  imageId: hex(1),
  wasmDigest: hex(2),
  profile: hex(3),
  target: 'x86_64-unknown-linux-gnu',
  artifactDigest: hex(4),
  receiptDigest: hex(5),
  cycles: '123456789012',
  peakHeapBytes: '42',
};

test('what accept stores is what is registered', () => {
  const taken = toRegistryEntry(stored);
  expect(toHex(taken.artifactDigest)).toBe(hex(4));
  expect(taken).toMatchObject({ cycles: 123456789012n, peakHeapBytes: 42n, target: stored.target });
  const { cycles: _, ...without } = stored;
  expect(toRegistryEntry(without).cycles).toBeUndefined();
  expect(keyElement(toRegistryEntry(without))).toBe(keyElement(taken));
});

test.each([
  ['bounds', { ...stored, kind: 'bounds' }],
  ['no artifact', { ...stored, artifactDigest: undefined }],
  ['a short digest', { ...stored, wasmDigest: 'ab' }],
  ['upper case', { ...stored, wasmDigest: 'AB'.repeat(32) }],
  ['a negative number', { ...stored, cycles: '-1' }],
  ['2^64', { ...stored, peakHeapBytes: '18446744073709551616' }],
  ['a number with a zero in front', { ...stored, cycles: '01' }],
  ['an endless target', { ...stored, target: 'x'.repeat(65) }],
  ['nothing', null],
  ['a text', 'entry'],
])('%s is refused', (_, value) => {
  expect(() => toRegistryEntry(value)).toThrow(expect.objectContaining({ code: 'registry/entry' }));
});

test('keys that objects have of themselves stand for nothing', () => {
  const text = JSON.stringify(stored);
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const more: unknown = JSON.parse(
      text.replace('{', `{${JSON.stringify(key)}:{"cycles":"1","kind":"bounds"},`),
    );
    expect(toRegistryEntry(more)).toEqual(toRegistryEntry(stored));
  }
  const { wasmDigest: _, ...without } = stored;
  const hidden: unknown = JSON.parse(
    JSON.stringify(without).replace('{', `{"__proto__":{"wasmDigest":"${hex(2)}"},`),
  );
  expect(() => toRegistryEntry(hidden)).toThrow(expect.objectContaining({ code: 'registry/entry' }));
});

test('whatever differs in a key or a value makes another one', () => {
  const base = entry(1);
  const flipped = (bytes: Uint8Array, at: number) => bytes.map((b, i) => (i === at ? b ^ 1 : b));
  const keys = [
    base,
    ...[0, 15, 16, 31].flatMap((at) => [
      { ...base, wasmDigest: flipped(base.wasmDigest, at) },
      { ...base, imageId: flipped(base.imageId, at) },
      { ...base, profile: flipped(base.profile, at) },
    ]),
    { ...base, wasmDigest: base.imageId, imageId: base.wasmDigest },
    { ...base, target: 'riscv64' },
  ].map(keyElement);
  expect(new Set(keys).size).toBe(keys.length);
  const values = [
    base,
    { ...base, artifactDigest: flipped(base.artifactDigest, 0) },
    { ...base, cycles: undefined },
    { ...base, cycles: 0n },
    { ...base, peakHeapBytes: 0n },
  ].map(valueElement);
  expect(new Set(values).size).toBe(values.length);
});

test('digests do not wrap around the modulus', () => {
  const all = new Uint8Array(32).fill(255);
  expect(digestToField(all)).toEqual([2n ** 128n - 1n, 2n ** 128n - 1n]);
  expect(fieldFromBytes(all)).toBeUndefined();
  expect(fieldFromBytes(fieldToBytes(FIELD))).toBeUndefined();
  expect(fieldFromBytes(fieldToBytes(FIELD - 1n))).toBe(FIELD - 1n);
});

test('entries with one key: cycles that are proved win, everything else is a conflict', () => {
  const proved = entry(1);
  const unproved = { ...proved, cycles: undefined };
  expect(reconcile(proved, unproved)).toBe(proved);
  expect(reconcile(unproved, proved)).toBe(proved);
  expect(reconcile(proved, { ...proved })).toBe(proved);
  for (const other of [
    { ...proved, cycles: 1n },
    { ...proved, peakHeapBytes: 1n },
    { ...unproved, artifactDigest: proved.imageId },
  ]) {
    expect(() => reconcile(proved, other)).toThrow(expect.objectContaining({ code: 'registry/conflict' }));
  }
});
