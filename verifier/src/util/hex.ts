import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Bytes → lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** Lower-case hex of exactly `length` bytes → bytes, or undefined. */
export function fromHex(text: string, length: number): Uint8Array | undefined {
  if (!Number.isInteger(length) || text.length !== length * 2 || !/^[0-9a-f]*$/.test(text)) return undefined;
  return hexToBytes(text);
}

/**
 * A constant of this package, or text that a schema has let pass: lower-case hex of exactly `length` bytes → bytes.
 *
 * @throws RangeError where it is not: a fault of this package, which must not go on with something else in its place
 */
export function hexConstant(text: string, length: number): Uint8Array {
  const bytes = fromHex(text, length);
  if (bytes === undefined) throw new RangeError(`a constant is not the lower-case hex of ${length} bytes`);
  return bytes;
}
