/** A proof looked up in place, and authenticated in a single pass: no object is made for a node. */
import { ProofError } from '../errors/base.js';
import type { Changes, Default, Witness } from '../proof/backend.js';
import { type Change, sortedChanges } from '../proof/checkedChanges.js';
import { MAX_DEPTH } from '../proof/limits.js';
import { bitAt, equal, isZero, ZERO } from '../util/bytes.js';
import { decodeProof, type PackedProof } from './decodeProof.js';
import { hashInner, hashLeaf } from './hash.js';
import { CLOSED, EMPTY, INNER, LEAF } from './node.js';
import { firstRight, withLeaf } from './tree.js';

/** A subtree after the changes: its hash, and so much as whoever puts it beside a void has to know. */
interface After {
  hash: Uint8Array;
  kind: number;
  /** Where it stands in the proof, if it is as it was. */
  index: number;
  /** Of a leaf. */
  leaf?: Change;
}

const VOID: After = { hash: ZERO, kind: EMPTY, index: -1 };

export class PackedWitness implements Witness {
  readonly #proof: PackedProof;
  readonly #needed: Uint8Array;

  /** @throws ProofError */
  constructor(
    bytes: Uint8Array,
    readonly defaultValue: Default,
  ) {
    this.#proof = decodeProof(bytes);
    this.#needed = new Uint8Array(this.#proof.kinds.length);
  }

  get(key: Uint8Array): Uint8Array {
    const { kinds, right, at, bytes } = this.#proof;
    let i = 0;
    for (let depth = 0; kinds[i] === INNER; depth += 1) {
      this.#needed[i] = 1;
      i = bitAt(key, depth) === 0 ? i + 1 : (right[i] as number);
    }
    if (kinds[i] === CLOSED) throw missing(key);
    if (kinds[i] === EMPTY) return this.defaultValue(key);
    this.#needed[i] = 1;
    const start = at[i] as number;
    const isIt = equal(bytes.subarray(start, start + 32), key);
    return isIt ? bytes.subarray(start + 32, start + 64) : this.defaultValue(key);
  }

  authenticate(root: Uint8Array, changes: Changes): Uint8Array {
    let found: { before: Uint8Array; after: After };
    try {
      found = this.#walk(0, 0, sortedChanges(changes));
    } catch (error) {
      // Of a proof that is not even of this root, say that.
      if (error instanceof ProofError && error.code === 'proof/missing-node') this.#hold(root, this.root());
      throw error;
    }
    this.#hold(root, found.before);
    const { kinds } = this.#proof;
    const unneeded = kinds.findIndex((kind, i) => (kind === INNER || kind === LEAF) && this.#needed[i] === 0);
    if (unneeded >= 0) {
      throw new ProofError(
        'proof/superfluous-node',
        `node ${unneeded} of the proof is open, and nothing needs it`,
        {
          hint: 'There is one proof for what is asked; ask another provider.',
        },
      );
    }
    return found.after.hash;
  }

  /** The root that the proof gives, whatever was needed. */
  root(): Uint8Array {
    return this.#walk(0, 0, []).before;
  }

  #hold(root: Uint8Array, before: Uint8Array): void {
    if (equal(root, before)) return;
    throw new ProofError('proof/root-mismatch', 'the proof is not of the root that is trusted', {
      hint: 'It may be of an earlier block: refresh it, or ask for it again.',
    });
  }

  /** Both hashes of a subtree; recursion ends within the 256 levels that were checked on decoding. */
  #walk(i: number, depth: number, changes: readonly Change[]): { before: Uint8Array; after: After } {
    const { kinds, right, at, bytes } = this.#proof;
    const kind = kinds[i] as number;
    const start = at[i] as number;
    const [first] = changes;
    if (kind === EMPTY) {
      const after =
        first === undefined
          ? VOID
          : build(
              changes.filter(({ value }) => !isZero(value)),
              depth,
            );
      return { before: ZERO, after };
    }
    if (kind === CLOSED) {
      if (first !== undefined) throw missing(first.key);
      const hash = bytes.subarray(start, start + 32);
      return { before: hash, after: { hash, kind, index: i } };
    }
    if (first !== undefined) this.#needed[i] = 1;
    if (kind === LEAF) {
      const leaf = { key: bytes.subarray(start, start + 32), value: bytes.subarray(start + 32, start + 64) };
      const hash = hashLeaf(leaf.key, leaf.value);
      if (first === undefined) return { before: hash, after: { hash, kind, index: i, leaf } };
      return { before: hash, after: build(withLeaf(changes, leaf), depth) };
    }
    const middle = firstRight(changes, depth);
    const left = this.#walk(i + 1, depth + 1, changes.slice(0, middle));
    const other = this.#walk(right[i] as number, depth + 1, changes.slice(middle));
    const before = hashInner(left.before, other.before);
    if (equal(left.before, left.after.hash) && equal(other.before, other.after.hash)) {
      return { before, after: { hash: before, kind, index: i } };
    }
    return { before, after: this.#join(left.after, other.after) };
  }

  #join(left: After, right: After): After {
    if (left.kind !== EMPTY && right.kind !== EMPTY) return inner(left, right);
    const alone = left.kind === EMPTY ? right : left;
    if (alone.kind === CLOSED) {
      throw new ProofError(
        'proof/missing-node',
        'the proof closes a node that stands beside a removed one, and so has to be known',
        { hint: 'The proof was made for other changes.' },
      );
    }
    // What was there before and now stands alone.
    if (alone.index >= 0) this.#needed[alone.index] = 1;
    return alone.kind === INNER ? inner(left, right) : alone;
  }
}

function inner(left: After, right: After): After {
  return { hash: hashInner(left.hash, right.hash), kind: INNER, index: -1 };
}

function build(entries: readonly Change[], depth: number): After {
  const [first] = entries;
  if (first === undefined) return VOID;
  if (entries.length === 1) {
    return { hash: hashLeaf(first.key, first.value), kind: LEAF, index: -1, leaf: first };
  }
  if (depth >= MAX_DEPTH) throw new RangeError('a key is there twice');
  const middle = firstRight(entries, depth);
  return inner(build(entries.slice(0, middle), depth + 1), build(entries.slice(middle), depth + 1));
}

function missing(key: Uint8Array): ProofError {
  return new ProofError(
    'proof/missing-node',
    `the proof does not reach the key ${Buffer.from(key).toString('hex')}`,
    { hint: 'It was made for other keys, or something was left out of it.' },
  );
}
