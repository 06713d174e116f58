/** Proofs of the tree of depth 256: compact ones that end where a subtree has no entries. */
import { type Node, zeroNode } from '@chainsafe/persistent-merkle-tree';
import { ProofError } from '../errors/base.js';
import { firstRight } from '../keyed/tree.js';
import type { Changes, Default, Witness } from '../proof/backend.js';
import { type Change, sortedChanges } from '../proof/checkedChanges.js';
import { MAX_DEPTH } from '../proof/limits.js';
import { bitAt, equal, isZero } from '../util/bytes.js';
import { type CompactProof, decodeCompact, hashPair, rootOfCompact } from './compactProof.js';
import { packBits } from './descriptor.js';

/** Hash of a subtree without entries that stands at a depth. */
export const voidHash = (depth: number): Uint8Array => zeroNode(MAX_DEPTH - depth).root;

/** A tree with every inner node closed that was not needed → bytes. */
export function encodeSsz(root: Node, needed: ReadonlySet<Node>): Uint8Array {
  const bits: number[] = [];
  const nodes: Uint8Array[] = [];
  const open: Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (needed.has(node)) {
      bits.push(0);
      open.push(node.right, node.left);
    } else {
      bits.push(1);
      nodes.push(node.root);
    }
  }
  return Buffer.concat([packBits(bits), ...nodes]);
}

/** A proof looked up in place, and authenticated in a single pass. */
export class SszWitness implements Witness {
  readonly proof: CompactProof;
  readonly #needed: Uint8Array;

  /** @throws ProofError */
  constructor(
    bytes: Uint8Array,
    readonly defaultValue: Default,
  ) {
    this.proof = decodeCompact(bytes);
    this.#needed = new Uint8Array(this.proof.shape.right.length);
  }

  get(key: Uint8Array): Uint8Array {
    const { right } = this.proof.shape;
    let i = 0;
    let depth = 0;
    for (; right[i] !== 0; depth += 1) {
      this.#needed[i] = 1;
      i = bitAt(key, depth) === 0 ? i + 1 : (right[i] as number);
    }
    const node = this.node(i);
    if (equal(node, voidHash(depth))) return this.defaultValue(key);
    if (depth < MAX_DEPTH) throw missing(key);
    return node;
  }

  authenticate(root: Uint8Array, changes: Changes): Uint8Array {
    const hold = (before: Uint8Array) => {
      if (equal(root, before)) return;
      throw new ProofError('proof/root-mismatch', 'the proof is not of the root that is trusted', {
        hint: 'It may be of an earlier block: refresh it, or ask for it again.',
      });
    };
    let found: { before: Uint8Array; after: Uint8Array };
    try {
      found = this.#walk(0, 0, sortedChanges(changes));
    } catch (error) {
      if (error instanceof ProofError && error.code === 'proof/missing-node') hold(rootOfCompact(this.proof));
      throw error;
    }
    hold(found.before);
    const unneeded = this.proof.shape.right.findIndex((right, i) => right !== 0 && this.#needed[i] === 0);
    if (unneeded >= 0) {
      throw new ProofError(
        'proof/superfluous-node',
        `node ${unneeded} of the proof is open, and nothing needs it`,
        {
          hint: 'There is one proof for what is asked; ask another provider.',
        },
      );
    }
    return found.after;
  }

  /** A node that is given. */
  node(i: number): Uint8Array {
    const at = 32 * (this.proof.shape.given[i] as number);
    return this.proof.nodes.subarray(at, at + 32);
  }

  #walk(i: number, depth: number, changes: readonly Change[]): { before: Uint8Array; after: Uint8Array } {
    const right = this.proof.shape.right[i] as number;
    const [first] = changes;
    if (right === 0) {
      const before = this.node(i);
      if (first === undefined) return { before, after: before };
      if (depth === MAX_DEPTH) return { before, after: first.value };
      if (!equal(before, voidHash(depth))) throw missing(first.key);
      return {
        before,
        after: build(
          changes.filter(({ value }) => !isZero(value)),
          depth,
        ),
      };
    }
    if (first !== undefined) this.#needed[i] = 1;
    const middle = firstRight(changes, depth);
    const left = this.#walk(i + 1, depth + 1, changes.slice(0, middle));
    const other = this.#walk(right, depth + 1, changes.slice(middle));
    const before = hashPair(left.before, other.before);
    const same = left.before === left.after && other.before === other.after;
    return { before, after: same ? before : hashPair(left.after, other.after) };
  }
}

function build(entries: readonly Change[], depth: number): Uint8Array {
  const [first] = entries;
  if (first === undefined) return voidHash(depth);
  if (depth === MAX_DEPTH) return first.value;
  const middle = firstRight(entries, depth);
  return hashPair(build(entries.slice(0, middle), depth + 1), build(entries.slice(middle), depth + 1));
}

function missing(key: Uint8Array): ProofError {
  return new ProofError(
    'proof/missing-node',
    `the proof does not reach the key ${Buffer.from(key).toString('hex')}`,
    { hint: 'It was made for other keys, or something was left out of it.' },
  );
}
