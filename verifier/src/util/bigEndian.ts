import { toHex } from './hex.js';

/** Big-endian bytes → unsigned integer; no bytes are 0. */
export function bigEndian(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}
