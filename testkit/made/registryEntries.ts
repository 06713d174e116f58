import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { RegistryEntry } from '../../verifier/src/registry/entry.js';
import { FIELD } from '../../verifier/src/registry/field.js';

const digest = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());

/** Made-up entries: the same number, the same entry. */
export function entry(n: number, changes: Partial<RegistryEntry> = {}): RegistryEntry {
  return {
    wasmDigest: digest(`wasm ${n}`),
    imageId: digest('image'),
    target: 'x86_64-unknown-linux-gnu',
    profile: digest('profile'),
    artifactDigest: digest(`artifact ${n}`),
    cycles: n % 3 === 0 ? undefined : BigInt(n) * 10n ** 9n,
    peakHeapBytes: BigInt(n) << 20n,
    ...changes,
  };
}

/** Any field element, near ones and those with common low bits (deep in the tree) among them. */
export const element = fc.oneof(
  fc.bigInt({ min: 0n, max: 40n }),
  fc.bigInt({ min: 0n, max: 7n }).map((n) => n << 50n),
  fc.bigInt({ min: 0n, max: FIELD - 1n }),
  fc.constant(FIELD - 1n),
);
