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

/** Counts now and then, and adds what this process stores in between. */
export class Usage {
  #bytes = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  constructor(readonly store: string) {}

  async bytes(): Promise<number> {
    const now = performance.now();
    if (now - this.#countedAt >= GOOD_FOR_MS) {
      this.#bytes = await countBytes(this.store);
      this.#countedAt = now;
    }
    return this.#bytes;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** The next question counts again. */
  forget(): void {
    this.#countedAt = Number.NEGATIVE_INFINITY;
  }
}
