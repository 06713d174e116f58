/** A pattern that may cost a compiler more than its size warrants. */
export interface Bomb {
  /** Short and unique. */
  name: string;
  /** Issue that reported it (`wasmtime #4923`), or `own`. */
  source: string;
  /** What grows with n. */
  describe: string;
  /** Values of n over which growth is measured, rising. */
  sizes: number[];
  /** Largest n for which the module is valid; there may be none. */
  most?: number;
  /** The module; the same for the same arguments. */
  make(n: number, seed: number): Uint8Array;
}

/** Powers of two, from the first to the last. */
export function doubling(first: number, last: number): number[] {
  const sizes = [];
  for (let n = first; n <= last; n *= 2) sizes.push(n);
  return sizes;
}
