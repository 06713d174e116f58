/**
 * Bytes of a proof → an index of its nodes, without an object for any of them: in one pass, without recursion, in memory
 * that is bounded before any is taken. Keys, values and hashes stay where they are in the bytes.
 */
import { ProofError } from '../errors/base.js';
import { MAX_DEPTH, MAX_PROOF_BYTES, MAX_PROOF_NODES } from '../proof/limits.js';
import { isZero, samePrefix } from '../util/bytes.js';
import { HEADER_BYTES, PROOF_VERSION } from './encodeProof.js';
import { CLOSED, EMPTY, INNER, LEAF } from './node.js';

/** Nodes in the order of the proof; node 0 is the root, and the left child of an inner node follows it at once. */
export interface PackedProof {
  readonly bytes: Uint8Array;
  readonly kinds: Uint8Array;
  /** Of an inner node: its right child. */
  readonly right: Uint32Array;
  /** Of a leaf: where key and value begin. Of a closed node: where its hash begins. */
  readonly at: Uint32Array;
}

/** @throws ProofError `proof/malformed`, `proof/version`, `proof/too-large`, `proof/not-canonical` */
export function decodeProof(bytes: Uint8Array): PackedProof {
  if (bytes.length > MAX_PROOF_BYTES) throw tooLarge(`${bytes.length} bytes`);
  if (bytes.length < HEADER_BYTES) throw malformed('it is cut short');
  if (bytes[0] !== PROOF_VERSION) {
    throw new ProofError('proof/version', `a proof of form ${bytes[0]}; only ${PROOF_VERSION} is known here`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(1, true);
  if (count === 0) throw malformed('it has no nodes');
  if (count > MAX_PROOF_NODES) throw tooLarge(`${count} nodes`);
  const body = HEADER_BYTES + Math.ceil(count / 4);
  if (bytes.length < body) throw malformed('it is cut short');
  const proof = {
    bytes,
    kinds: new Uint8Array(count),
    right: new Uint32Array(count),
    at: new Uint32Array(count),
  };
  const end = new Shape(proof, body).read();
  if ((count & 3) !== 0 && ((bytes[body - 1] as number) & (0xff >> (2 * (count & 3)))) !== 0) {
    throw notCanonical('bits after its last node are set');
  }
  if (end !== bytes.length) throw malformed('there is more after its last node');
  return proof;
}

/** Follows the shape: which inner nodes are still open, and the bits of the path to where it stands. */
class Shape {
  readonly #open: number[] = [];
  readonly #path = new Uint8Array(MAX_DEPTH / 8);

  constructor(
    readonly proof: PackedProof,
    private offset: number,
  ) {}

  /** @returns where the payload ends */
  read(): number {
    const { bytes, kinds, at } = this.proof;
    for (let i = 0; i < kinds.length; i += 1) {
      const kind = ((bytes[HEADER_BYTES + (i >> 2)] as number) >> (6 - 2 * (i & 3))) & 3;
      kinds[i] = kind;
      at[i] = this.offset;
      if (kind === INNER) {
        if (this.#open.length >= MAX_DEPTH) throw tooLarge(`a node deeper than ${MAX_DEPTH}`);
        this.#step(0);
        this.#open.push(i);
        continue;
      }
      if (kind === CLOSED && isZero(this.#take(32)))
        throw notCanonical('an empty node is there as a closed one');
      if (kind === LEAF) this.#checkLeaf(this.#take(64));
      if (!this.#close(i + 1)) {
        if (i + 1 !== kinds.length) throw malformed('there are nodes after its tree');
        return this.offset;
      }
    }
    throw malformed('its tree is not whole');
  }

  #take(length: number): Uint8Array {
    const { bytes } = this.proof;
    if (bytes.length - this.offset < length) throw malformed('it is cut short');
    this.offset += length;
    return bytes.subarray(this.offset - length, this.offset);
  }

  #checkLeaf(leaf: Uint8Array): void {
    if (!samePrefix(leaf, this.#path, this.#open.length)) {
      throw notCanonical('a leaf is where its key does not belong');
    }
    if (isZero(leaf.subarray(32))) throw notCanonical('a leaf holds what is uninitialised');
  }

  /** After the end of a subtree: the next node is the right child of the innermost open node that has none. */
  #close(next: number): boolean {
    const { kinds, right } = this.proof;
    for (let i = this.#open.at(-1); i !== undefined; i = this.#open.at(-1)) {
      if (right[i] === 0) {
        right[i] = next;
        this.#open.pop();
        this.#step(1);
        this.#open.push(i);
        return true;
      }
      const [left, other] = [kinds[i + 1] as number, kinds[right[i] as number] as number];
      if ((left === EMPTY && (other === EMPTY || other === LEAF)) || (left === LEAF && other === EMPTY)) {
        throw notCanonical('an inner node stands over fewer than two leaves');
      }
      this.#open.pop();
    }
    return false;
  }

  #step(bit: number): void {
    const depth = this.#open.length;
    const mask = 0x80 >> (depth & 7);
    const byte = this.#path[depth >> 3] as number;
    this.#path[depth >> 3] = bit === 1 ? byte | mask : byte & ~mask;
  }
}

function malformed(why: string): ProofError {
  return new ProofError('proof/malformed', `not a state proof: ${why}`, {
    hint: 'It may have been cut short or converted; ask for it again.',
  });
}

function notCanonical(why: string): ProofError {
  return new ProofError('proof/not-canonical', `the proof is not in its one form: ${why}`, {
    hint: 'Ask another provider.',
  });
}

function tooLarge(what: string): ProofError {
  return new ProofError('proof/too-large', `a proof with ${what} is larger than any may be`, {
    hint: 'Ask for fewer keys at once.',
  });
}
