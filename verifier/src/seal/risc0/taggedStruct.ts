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
  const words = Buffer.alloc(4 * data.length + 2);
  data.forEach((word, i) => {
    words.writeUInt32LE(word, 4 * i);
  });
  words.writeUInt16LE(down.length, 4 * data.length);
  return sha256(Buffer.concat([sha256(Buffer.from(tag)), ...down, words]));
}
