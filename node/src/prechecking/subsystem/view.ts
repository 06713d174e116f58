/** Codes that matter to the node: those pending in at least one active leaf, and what was judged about them. */
import type { CodeHash } from '../codeHash.js';

/** Hash of a block, 64 lower-case hex digits. */
export type BlockHash = string;

/** Leaves, their codes, and what was judged. */
export class InterestView {
  readonly #leaves = new Map<BlockHash, Set<CodeHash>>();
  readonly #codes = new Map<CodeHash, { accept?: boolean; seenIn: Set<BlockHash> }>();

  /**
   * Takes leaves in and out; the new one first, so that a code in both stays.
   *
   * @returns codes that were in no leaf before, in the order of the new one; and how many are in none any more
   */
  update(
    activated: { leaf: BlockHash; pending: readonly CodeHash[] } | undefined,
    deactivated: readonly BlockHash[],
  ): { newcomers: CodeHash[]; left: number } {
    const newcomers = activated === undefined ? [] : this.#enter(activated.leaf, activated.pending);
    const left = deactivated.reduce((sum, leaf) => sum + this.#leave(leaf), 0);
    return { newcomers, left };
  }

  /** Notes a judgement; false where the code is not in view. */
  judge(code: CodeHash, accept: boolean): boolean {
    const known = this.#codes.get(code);
    if (known === undefined) return false;
    known.accept = accept;
    return true;
  }

  /** What was judged about codes in view, ascending by code. */
  judgements(): { code: CodeHash; accept: boolean }[] {
    return [...this.#codes]
      .flatMap(([code, { accept }]) => (accept === undefined ? [] : [{ code, accept }]))
      .sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  /** Codes in view. */
  get size(): number {
    return this.#codes.size;
  }

  #enter(leaf: BlockHash, pending: readonly CodeHash[]): CodeHash[] {
    const newcomers: CodeHash[] = [];
    const inLeaf = this.#leaves.get(leaf) ?? new Set();
    this.#leaves.set(leaf, inLeaf);
    for (const code of pending) {
      inLeaf.add(code);
      const known = this.#codes.get(code);
      if (known !== undefined) {
        known.seenIn.add(leaf);
      } else {
        this.#codes.set(code, { seenIn: new Set([leaf]) });
        newcomers.push(code);
      }
    }
    return newcomers;
  }

  #leave(leaf: BlockHash): number {
    let left = 0;
    for (const code of this.#leaves.get(leaf) ?? []) {
      const known = this.#codes.get(code);
      known?.seenIn.delete(leaf);
      if (known?.seenIn.size === 0) {
        this.#codes.delete(code);
        left += 1;
      }
    }
    this.#leaves.delete(leaf);
    return left;
  }
}
