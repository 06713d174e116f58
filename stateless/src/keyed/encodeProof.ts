/**
 * A tree of which some subtrees are closed → bytes. The encoding:
 *
 *     u8   1, the version of this form
 *     u32  number of nodes, little endian
 *     the kind of each node, depth first, left before right: 2 bits each, the highest bits of a byte first, zeros at the end
 *     in the same order: 32 bytes of hash for each closed node, key and value, 64 bytes, for each leaf
 */
import { ProofError } from '../errors/base.js';
import { MAX_PROOF_NODES } from '../proof/limits.js';
import { CLOSED, INNER, LEAF, type Node } from './node.js';

/** The one version. */
export const PROOF_VERSION = 1;
/** Bytes before the kinds. */
export const HEADER_BYTES = 5;

/** @throws ProofError `proof/too-large` */
export function encodeProof(root: Node): Uint8Array {
  const kinds: number[] = [];
  const payload: Uint8Array[] = [];
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    kinds.push(node.kind);
    if (kinds.length > MAX_PROOF_NODES) {
      throw new ProofError('proof/too-large', `the proof would have more than ${MAX_PROOF_NODES} nodes`, {
        hint: 'Ask for fewer keys at once.',
      });
    }
    if (node.kind === INNER) open.push(node.right, node.left);
    else if (node.kind === LEAF) payload.push(node.key, node.value);
    else if (node.kind === CLOSED) payload.push(node.hash);
  }
  const header = Buffer.alloc(HEADER_BYTES + Math.ceil(kinds.length / 4));
  header.writeUInt8(PROOF_VERSION, 0);
  header.writeUInt32LE(kinds.length, 1);
  for (const [i, kind] of kinds.entries()) {
    const at = HEADER_BYTES + (i >> 2);
    header[at] = (header[at] ?? 0) | (kind << (6 - 2 * (i & 3)));
  }
  return Buffer.concat([header, ...payload]);
}
