import { createProof, ProofType } from '@chainsafe/persistent-merkle-tree';
import { ByteVectorType, ContainerType, ListCompositeType, UintBigintType } from '@chainsafe/ssz';
import { describe, expect, test } from 'vitest';
import { decodeCompact, nodeAt, proveIndices, serve, verifyIndices } from '../../src/ssz/compactProof.js';
import { descriptorOf } from '../../src/ssz/descriptor.js';
import { sortedPaths } from '../../src/ssz/gindex.js';
import { bytesOf } from '../keyed/entries.js';

const Account = new ContainerType({ id: new ByteVectorType(32), balance: new UintBigintType(8) });
const World = new ContainerType({
  root: new ByteVectorType(32),
  accounts: new ListCompositeType(Account, 1 << 10),
  number: new UintBigintType(8),
});
const view = World.toViewDU({
  root: bytesOf('root'),
  accounts: Array.from({ length: 20 }, (_, i) => ({ id: bytesOf(`id ${i}`), balance: BigInt(i) })),
  number: 7n,
});
view.commit();
const { node } = view;
const root = node.root;
const indices = [
  World.getPathInfo(['accounts', 3, 'balance']).gindex,
  World.getPathInfo(['accounts', 17, 'id']).gindex,
  World.getPathInfo(['number']).gindex,
];
const proof = proveIndices(node, indices);
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
};

describe('proofs of a container of @chainsafe/ssz by generalized indices', () => {
  test('are those that ChainSafe makes, and show the values', () => {
    const descriptor = descriptorOf(sortedPaths(indices));
    const theirs = createProof(node, { type: ProofType.compactMulti, descriptor });
    if (theirs.type !== ProofType.compactMulti) throw new Error('another type of proof');
    expect(Buffer.compare(proof, Buffer.concat([descriptor, ...theirs.leaves]))).toBe(0);
    expect(Buffer.compare(proof, serve(node, descriptor))).toBe(0);
    const values = verifyIndices(proof, root, indices);
    for (const index of indices)
      expect(Buffer.compare(values.get(index) ?? Buffer.alloc(0), nodeAt(node, index))).toBe(0);
    expect(values.get(indices[0] as bigint)?.[0]).toBe(3);
  });

  test('for other indices, or of another root, are refused', () => {
    expect(code(() => verifyIndices(proof, root, indices.slice(1)))).toBe('proof/missing-node');
    expect(code(() => verifyIndices(proof, bytesOf('lie'), indices))).toBe('proof/root-mismatch');
    expect(code(() => verifyIndices(proof, root, [...indices, 1n]))).toBe('proof/keys');
    expect(code(() => proveIndices(node, [1n << 200n]))).toBe('proof/keys');
  });

  test('with any byte changed, cut anywhere or followed by more are refused', () => {
    for (let i = 0; i < proof.length; i += 1) {
      const changed = Uint8Array.from(proof);
      changed[i] = (changed[i] as number) ^ (1 << (i & 7));
      expect(code(() => verifyIndices(changed, root, indices))).toMatch(/^proof\//);
      expect(code(() => decodeCompact(proof.subarray(0, i)))).toMatch(/^proof\//);
    }
    expect(code(() => decodeCompact(Buffer.concat([proof, Buffer.alloc(1)])))).toBe('proof/malformed');
  });
});
