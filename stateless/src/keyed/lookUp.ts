import { ProofError } from '../errors/base.js';
import { bitAt, equal } from '../util/bytes.js';
import { HEADER_BYTES } from './encodeProof.js';
import { CLOSED, EMPTY, INNER, LEAF } from './node.js';

/**
 * Looks one key up right in the bytes of a proof, without an index: passes over the kinds of what stands left of the path,
 * two bits a node. For few keys of a proof that is at hand already; it takes memory for nothing. The bytes must have been
 * decoded once, since their form is not checked here, and authenticated.
 *
 * @returns 32 bytes that lie in the proof, or undefined where the key has no value
 * @throws ProofError `proof/missing-node`
 */
export function lookUp(proof: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  const count = new DataView(proof.buffer, proof.byteOffset).getUint32(1, true);
  let payload = HEADER_BYTES + Math.ceil(count / 4);
  let i = 0;
  const kindAt = (node: number) =>
    ((proof[HEADER_BYTES + (node >> 2)] as number) >> (6 - 2 * (node & 3))) & 3;
  for (let depth = 0; kindAt(i) === INNER; depth += 1) {
    i += 1;
    if (bitAt(key, depth) === 0) continue;
    for (let open = 1; open > 0; i += 1) {
      const kind = kindAt(i);
      open += kind === INNER ? 1 : -1;
      payload += kind === LEAF ? 64 : kind === CLOSED ? 32 : 0;
    }
  }
  const kind = kindAt(i);
  if (kind === EMPTY) return undefined;
  if (kind === CLOSED) throw new ProofError('proof/missing-node', 'the proof does not reach the key');
  return equal(proof.subarray(payload, payload + 32), key)
    ? proof.subarray(payload + 32, payload + 64)
    : undefined;
}
