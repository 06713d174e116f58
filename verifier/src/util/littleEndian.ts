/**
 * Unsigned integer → little-endian bytes.
 *
 * @throws RangeError if the value does not fit
 */
export function littleEndian(value: bigint, bytes: number): Uint8Array {
  if (value < 0n || value >= 1n << BigInt(8 * bytes))
    throw new RangeError(`${value} does not fit ${bytes} bytes`);
  return Uint8Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}
