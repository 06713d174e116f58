/**
 * Generalized indices: 1 is the root, 2i and 2i + 1 are the children of i. The binary digits after the first are the path, 0
 * for left.
 */
import { ProofError } from '../errors/base.js';
import { MAX_DEPTH } from '../proof/limits.js';

/** The path of an index, one character a step. @throws ProofError `proof/keys` */
export function pathOf(gindex: bigint): string {
  if (gindex < 1n || gindex >= 1n << BigInt(MAX_DEPTH + 1)) {
    throw new ProofError('proof/keys', `${gindex} is no generalized index of depth ${MAX_DEPTH} or less`);
  }
  return gindex.toString(2).slice(1);
}

/**
 * Paths in the order of a traversal, each once.
 *
 * @throws ProofError `proof/keys` where there is none, or one index lies below another
 */
export function sortedPaths(gindices: Iterable<bigint>): string[] {
  const paths = [...new Set([...gindices].map(pathOf))].sort();
  if (paths.length === 0) throw new ProofError('proof/keys', 'a proof is about at least one index');
  for (let i = 1; i < paths.length; i += 1) {
    if ((paths[i] as string).startsWith(paths[i - 1] as string)) {
      throw new ProofError('proof/keys', 'one index lies below another: its proof says the upper one anyway');
    }
  }
  return paths;
}

/** Path of a key of 32 bytes: its bits. */
export function pathOfKey(key: Uint8Array): string {
  let path = '';
  for (const byte of key) path += byte.toString(2).padStart(8, '0');
  return path;
}
