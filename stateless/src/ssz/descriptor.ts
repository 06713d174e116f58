/**
 * Descriptors of EIP-8364: the shape of a proof of N nodes as 2N - 1 bits, depth first, 1 for a node that is given and 0 for
 * one that is above others; the highest bits of a byte come first, zeros fill the last byte.
 */
import { ProofError } from '../errors/base.js';
import { MAX_DEPTH, MAX_PROOF_NODES } from '../proof/limits.js';

/** The shape of a proof, node by node in the order of the bits; node 0 is the root. */
export interface Shape {
  /** Of each node: index of its right child, or 0 where the node is given. The left child is the next node. */
  readonly right: Uint32Array;
  /** Of each given node: its place among the given ones. */
  readonly given: Uint32Array;
  /** How many nodes are given. */
  readonly count: number;
}

/** Bits → descriptor. */
export function packBits(bits: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (const [i, bit] of bits.entries())
    if (bit === 1) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (0x80 >> (i & 7));
  return bytes;
}

/**
 * Descriptor → shape: in one pass, without recursion, no deeper than 256.
 *
 * @throws ProofError `proof/malformed`, `proof/not-canonical`, `proof/too-large`
 */
export function readDescriptor(descriptor: Uint8Array): Shape {
  const length = endOf(descriptor);
  const shape = { right: new Uint32Array(length), given: new Uint32Array(length), count: (length + 1) / 2 };
  const open: number[] = [];
  let given = 0;
  for (let i = 0; i < length; i += 1) {
    if (bitOf(descriptor, i) === 0) {
      if (open.length >= MAX_DEPTH) {
        throw new ProofError('proof/too-large', `the descriptor goes deeper than ${MAX_DEPTH}`);
      }
      open.push(i);
      continue;
    }
    shape.given[i] = given;
    given += 1;
    while (open.length > 0 && shape.right[open.at(-1) as number] !== 0) open.pop();
    if (open.length > 0) shape.right[open.at(-1) as number] = i + 1;
  }
  return shape;
}

/** Number of bits: up to where ones first outnumber zeros. */
function endOf(descriptor: Uint8Array): number {
  if (descriptor.length > MAX_PROOF_NODES / 4) {
    throw new ProofError('proof/too-large', `a descriptor of ${descriptor.length} bytes`);
  }
  let balance = 0;
  for (let i = 0; i < descriptor.length * 8; i += 1) {
    balance += bitOf(descriptor, i) === 1 ? 1 : -1;
    if (balance !== 1) continue;
    if (i + 1 <= (descriptor.length - 1) * 8) throw notCanonical('there are whole bytes after its end');
    for (let rest = i + 1; rest < descriptor.length * 8; rest += 1) {
      if (bitOf(descriptor, rest) === 1) throw notCanonical('bits after its end are set');
    }
    return i + 1;
  }
  throw new ProofError('proof/malformed', 'not a descriptor: its tree is not whole');
}

function bitOf(bytes: Uint8Array, i: number): number {
  return ((bytes[i >> 3] as number) >> (7 - (i & 7))) & 1;
}

function notCanonical(why: string): ProofError {
  return new ProofError('proof/not-canonical', `not a canonical descriptor: ${why}`);
}

/**
 * Sorted paths, none below another → the descriptor of the proof about them.
 */
export function descriptorOf(paths: readonly string[]): Uint8Array {
  const bits: number[] = [];
  // Ranges of paths that go through a node, in the order of the traversal; the last of the list is next.
  const open = [{ from: 0, to: paths.length, depth: 0 }];
  for (let range = open.pop(); range !== undefined; range = open.pop()) {
    const { from, to, depth } = range;
    if (from === to || paths[from]?.length === depth) {
      bits.push(1);
      continue;
    }
    bits.push(0);
    let middle = from;
    while (middle < to && paths[middle]?.[depth] === '0') middle += 1;
    open.push({ from: middle, to, depth: depth + 1 }, { from, to: middle, depth: depth + 1 });
  }
  return packBits(bits);
}
