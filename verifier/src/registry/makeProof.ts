import { RegistryError } from '../errors/base.js';
import { compareKeys, keyElement, type RegistryEntry, type RegistryKey } from './entry.js';
import type { Nodes } from './nodes.js';
import { MAX_CLAIMS, MAX_PROOF_INNER, type PrunedNode, type RegistryProof } from './proof.js';
import { bitAt, EMPTY, load } from './tree.js';

/**
 * Proves what a tree holds of some keys: those that are in it become members, the others absent.
 *
 * @param entryOf the entry of a tree key that is in the tree
 * @throws RegistryError `registry/too-many`, `registry/corrupt`
 */
export function makeProof(
  nodes: Nodes,
  root: bigint,
  keys: RegistryKey[],
  entryOf: (key: bigint) => RegistryEntry | undefined,
): RegistryProof {
  if (keys.length === 0 || keys.length > MAX_CLAIMS) {
    throw new RegistryError('registry/too-many', `a proof is about 1 to ${MAX_CLAIMS} entries`, {
      hint: 'Make several proofs.',
    });
  }
  const byKey = new Map(keys.map((key) => [keyElement(key), key]));
  const members = new Set<bigint>();
  let inner = 0;

  const prune = (hash: bigint, wanted: bigint[], depth: number): PrunedNode => {
    if (hash === EMPTY) return { kind: 'empty' };
    if (wanted.length === 0) return { kind: 'hash', hash };
    const node = load(nodes, hash);
    if (node.kind === 'leaf') {
      if (!wanted.includes(node.key)) return { kind: 'other', key: node.key, value: node.value };
      members.add(node.key);
      return { kind: 'member' };
    }
    inner += 1;
    if (inner > MAX_PROOF_INNER) {
      throw new RegistryError('registry/too-many', 'the proof would be too large', {
        hint: 'Make several proofs.',
      });
    }
    return {
      kind: 'inner',
      left: prune(
        node.left,
        wanted.filter((key) => !bitAt(key, depth)),
        depth + 1,
      ),
      right: prune(
        node.right,
        wanted.filter((key) => bitAt(key, depth)),
        depth + 1,
      ),
    };
  };

  const tree = prune(root, [...byKey.keys()], 0);
  const found = [...members].map((key) => {
    const entry = entryOf(key);
    if (entry === undefined) throw new RegistryError('registry/corrupt', 'a leaf has no entry');
    return entry;
  });
  const absent = [...byKey].filter(([key]) => !members.has(key)).map(([, key]) => key);
  return {
    members: found.sort(compareKeys),
    absent: absent
      .map(({ wasmDigest, imageId, target, profile }) => ({ wasmDigest, imageId, target, profile }))
      .sort(compareKeys),
    tree,
  };
}
