import { createHash } from 'node:crypto';
import type { Blob } from '../journal/journal.js';

/** SHA-256 of bytes, 32 bytes. Node's own, ten times as fast as `sha256`: a store hashes artifacts of many megabytes. */
export function fastSha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** Digest and length of bytes at hand. */
export function fastBlobOf(bytes: Uint8Array): Blob {
  return { digest: fastSha256(bytes), length: BigInt(bytes.length) };
}
