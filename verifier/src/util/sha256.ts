import { createHash } from 'node:crypto';

/** SHA-256 of bytes. Node's own: artifacts are megabytes, and a node hashes each one before it trusts it. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
