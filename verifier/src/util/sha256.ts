import { sha256 as hash } from '@noble/hashes/sha2.js';

/**
 * SHA-256 of bytes, 32 bytes. In JavaScript, so that it works wherever the package does: some 100 MB/s. What has Node and
 * hashes artifacts uses `fastSha256`.
 */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash(bytes);
}
