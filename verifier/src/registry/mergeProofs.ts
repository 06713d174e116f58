import { RegistryError } from '../errors/base.js';
import { compareKeys, type RegistryKey } from './entry.js';
import type { PrunedNode, RegistryProof } from './proof.js';
import { proofRoot, verifyProof } from './verifyProof.js';

/**
 * Two proofs about one root → the proof of all that they claim, byte for byte the one that the registry would have made.
 *
 * @throws RegistryError `registry/proof-rejected` where one of them holds for no root, they hold for different ones, or
 * together they claim too much
 */
export function mergeProofs(a: RegistryProof, b: RegistryProof): RegistryProof {
  const root = proofRoot(a);
  if (proofRoot(b) !== root) {
    throw new RegistryError('registry/proof-rejected', 'the proofs are about different roots');
  }
  const merged = {
    members: union(a.members, b.members),
    absent: union(a.absent, b.absent),
    tree: overlay(a.tree, b.tree),
  };
  verifyProof(root, merged);
  return merged;
}

function union<T extends RegistryKey>(a: T[], b: T[]): T[] {
  const all = [...a, ...b].sort(compareKeys);
  return all.filter((key, i) => {
    const before = all[i - 1];
    return before === undefined || compareKeys(before, key) !== 0;
  });
}

/** Both hash to the same, so where they differ in kind one of them knows more. */
function overlay(a: PrunedNode, b: PrunedNode): PrunedNode {
  if (a.kind === 'inner' && b.kind === 'inner') {
    return { kind: 'inner', left: overlay(a.left, b.left), right: overlay(a.right, b.right) };
  }
  if (a.kind === 'hash' || (a.kind === 'other' && b.kind === 'member')) return b;
  return a;
}
