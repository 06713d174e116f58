import { createHash } from 'node:crypto';

/** SHA-256 of parts, one after the other, 32 bytes. */
export function sha256(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
