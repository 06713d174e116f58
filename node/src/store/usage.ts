/** How much a store holds. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { listEntries } from '@zkcwasm/verifier/node';
import { listNames } from './layout.js';

/** How long a count is good for, ms on a clock that does not jump: what other processes add is noticed that late. */
const GOOD_FOR_MS = 60_000;

/** Bytes of all entries; what an audit has moved to quarantine does not count. */
export async function countBytes(store: string): Promise<number> {
  let bytes = 0;
  for (const { path } of await listEntries(store)) {
    if (typeof path !== 'string') continue;
    for (const name of await listNames(path)) {
      bytes += await lstat(join(path, name)).then(
        ({ size }) => size,
        // Removed meanwhile.
        () => 0,
      );
    }
  }
  return bytes;
}

/** Counts now and then, one count at a time, and adds what this process stores in between. */
export class Usage {
  #bytes = 0;
  #countedAt = Number.NEGATIVE_INFINITY;
  #counting: Promise<void> | undefined;
  /** Since the count under way began. */
  #added = 0;
  #removals = 0;

  constructor(readonly store: string) {}

  /** @throws StoreError `store/unreadable` */
  async bytes(): Promise<number> {
    if (performance.now() - this.#countedAt >= GOOD_FOR_MS) {
      this.#counting ??= this.#count();
      await this.#counting;
    }
    return this.#bytes;
  }

  /** Notes what was stored. */
  add(bytes: number): void {
    this.#bytes += bytes;
    this.#added += bytes;
  }

  /** The next question counts again. */
  forget(): void {
    this.#removals += 1;
    this.#countedAt = Number.NEGATIVE_INFINITY;
    // One that is under way may have seen what is gone.
    this.#counting = undefined;
  }

  /** What is stored while it counts may be counted twice until the next count, and is never left out. */
  async #count(): Promise<void> {
    const [began, removals] = [performance.now(), this.#removals];
    this.#added = 0;
    try {
      this.#bytes = (await countBytes(this.store)) + this.#added;
      if (this.#removals === removals) this.#countedAt = began;
    } finally {
      if (this.#removals === removals) this.#counting = undefined;
    }
  }
}
