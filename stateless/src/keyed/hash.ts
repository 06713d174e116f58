/** Hashes of the sparse tree: leaves and inner nodes begin with different bytes, and the empty tree is 32 zero bytes. */
import { createHash } from 'node:crypto';

const LEAF = Uint8Array.of(0);
const INNER = Uint8Array.of(1);

/** Of a leaf: SHA-256(0, key, value). */
export function hashLeaf(key: Uint8Array, value: Uint8Array): Uint8Array {
  return createHash('sha256').update(LEAF).update(key).update(value).digest();
}

/** Of an inner node: SHA-256(1, left, right). */
export function hashInner(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(INNER).update(left).update(right).digest();
}
