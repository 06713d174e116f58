import { computeDescriptor } from '@chainsafe/persistent-merkle-tree';
import { describe, expect, test } from 'vitest';
import { descriptorOf, readDescriptor } from '../../src/ssz/descriptor.js';
import { sortedPaths } from '../../src/ssz/gindex.js';
import { seeded } from '../keyed/entries.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const of = (...indices: bigint[]) => descriptorOf(sortedPaths(indices));
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
};

describe('the vectors of EIP-8364', () => {
  test.each([
    [[1n], '80'],
    [[2n], '60'],
    [[10n, 11n], '2e'],
    [[42n], '25e0'],
  ])('%s is %s', (indices, expected) => {
    expect(hex(of(...indices))).toBe(expected);
    expect(readDescriptor(Buffer.from(expected, 'hex')).count).toBeGreaterThan(0);
  });

  test.each([
    ['00', 'proof/malformed'],
    ['40', 'proof/malformed'],
    ['ff', 'proof/not-canonical'],
    ['25e000', 'proof/not-canonical'],
  ])('%s is refused', (bytes, expected) => {
    expect(code(() => readDescriptor(Buffer.from(bytes, 'hex')))).toBe(expected);
  });
});

test('random sets of indices have the descriptors that ChainSafe computes', () => {
  const random = seeded('descriptors');
  for (let round = 0; round < 60; round += 1) {
    const indices = Array.from({ length: 1 + random(6) }, () => BigInt(64 + random(64)));
    expect(hex(of(...indices))).toBe(hex(computeDescriptor([...new Set(indices)])));
  }
});

test('indices of which one is below another, none at all, or out of range are refused', () => {
  expect(code(() => of(5n, 10n))).toBe('proof/keys');
  expect(code(() => of())).toBe('proof/keys');
  expect(code(() => of(0n))).toBe('proof/keys');
  expect(code(() => of(-1n))).toBe('proof/keys');
  expect(code(() => of(1n << 257n))).toBe('proof/keys');
});

test('a descriptor that only goes down, or is huge, is refused in time', () => {
  const deep = Buffer.concat([Buffer.alloc(40), Buffer.alloc(41, 255)]);
  expect(code(() => readDescriptor(deep))).toMatch(/^proof\/(too-large|not-canonical)$/);
  expect(code(() => readDescriptor(Buffer.alloc(1 << 20)))).toBe('proof/too-large');
  expect(code(() => readDescriptor(new Uint8Array()))).toBe('proof/malformed');
});
