/**
 * The encoding of a proof: a CBOR map (RFC 8949, shortest lengths and numbers) with these keys in this order.
 *
 *     version   1
 *     members   [[wasm digest, image ID, target, profile, artifact digest, cycles or null, peak heap], ...]
 *     absent    [[wasm digest, image ID, target, profile], ...]
 *     nodes     bytes: the open part of the tree, parents before children, left before right; each node one byte that says
 *               what it is and what follows: 0 empty, 1 closed (hash), 2 member's leaf, 3 other leaf (key, value), 4 inner
 *
 * Hashes, keys and values are field elements, 32 bytes big-endian; digests are byte strings of 32.
 */
import { cbor } from '../cbor/codec.js';
import { concatBytes } from '../util/bytes.js';
import type { RegistryEntry, RegistryKey } from './entry.js';
import { fieldToBytes } from './field.js';
import { PROOF_VERSION, type PrunedNode, type RegistryProof } from './proof.js';

/** Bytes that say what a node is. */
export const NODE = { empty: 0, hash: 1, member: 2, other: 3, inner: 4 } as const;

/** Proof → its one byte string. */
export function encodeProof({ members, absent, tree }: RegistryProof): Uint8Array {
  const nodes: Uint8Array[] = [];
  writeNode(tree, nodes);
  return new Uint8Array(
    cbor.encode({
      version: PROOF_VERSION,
      members: members.map(entryFields),
      absent: absent.map(keyFields),
      nodes: concatBytes(nodes),
    }),
  );
}

/** Entry → its one byte string, which whoever keeps a registry stores. */
export function encodeEntry(entry: RegistryEntry): Uint8Array {
  return new Uint8Array(cbor.encode(entryFields(entry)));
}

/** What an entry is in CBOR. */
function entryFields(entry: RegistryEntry): unknown[] {
  const { artifactDigest, cycles, peakHeapBytes } = entry;
  return [
    ...keyFields(entry),
    artifactDigest,
    cycles === undefined ? null : number(cycles),
    number(peakHeapBytes),
  ];
}

function keyFields({ wasmDigest, imageId, target, profile }: RegistryKey): unknown[] {
  return [wasmDigest, imageId, target, profile];
}

function writeNode(node: PrunedNode, out: Uint8Array[]): void {
  out.push(Uint8Array.of(NODE[node.kind]));
  if (node.kind === 'hash') out.push(fieldToBytes(node.hash));
  if (node.kind === 'other') out.push(fieldToBytes(node.key), fieldToBytes(node.value));
  if (node.kind === 'inner') {
    writeNode(node.left, out);
    writeNode(node.right, out);
  }
}

/** cbor-x writes a number from 2^32 on as a float, and a bigint always in eight bytes: each where it is the shortest. */
function number(value: bigint): number | bigint {
  return value < 2n ** 32n ? Number(value) : value;
}
