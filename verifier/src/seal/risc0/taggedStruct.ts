import { concatBytes, utf8 } from '../../util/bytes.js';
import { littleEndian } from '../../util/littleEndian.js';
import { sha256 } from '../../util/sha256.js';

/**
 * RISC Zero's hash of a structure: SHA-256 of its tag's SHA-256, the digests of its fields, its words and the number of
 * digests. Integers are little-endian.
 *
 * @param down digests, 32 bytes each
 * @param data unsigned 32-bit words
 */
export function taggedStruct(
  tag: string,
  down: readonly Uint8Array[],
  data: readonly number[] = [],
): Uint8Array {
  const words = data.map((word) => littleEndian(BigInt(word), 4));
  return sha256(concatBytes([sha256(utf8(tag)), ...down, ...words, littleEndian(BigInt(down.length), 2)]));
}
