/**
 * Bytes without any part of Node: for code that a browser, or another machine's light client, runs as it is. `hex.ts`,
 * `sha256.ts` and `equalBytes.ts` do the same with Node's own, which is faster on megabytes.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** SHA-256 of bytes, 32 bytes. */
export function portableSha256(bytes: Uint8Array): Uint8Array {
  return sha256(bytes);
}

/** Bytes → lower-case hex. */
export function hexOf(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** Lower-case hex of exactly `length` bytes → bytes, or undefined. */
export function bytesOf(hex: string, length: number): Uint8Array | undefined {
  return hex.length === 2 * length && /^[0-9a-f]*$/.test(hex) ? hexToBytes(hex) : undefined;
}

/** Byte strings → one. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The order of byte strings: by the first byte that differs, and a beginning before what it is the beginning of. */
export function compareBytes(a: Uint8Array, b: Uint8Array): -1 | 0 | 1 {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}
