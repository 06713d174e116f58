import { createHash } from 'node:crypto';
import type { Entry } from '../../verifier/src/accept/entry.js';

const hex = (byte: string) => byte.repeat(32);
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Files of a made-up entry, which is good for everything but for verifying its receipt. */
export const FILES = { receipt: Buffer.from('receipt'), 'artifact.cwasm': Buffer.from('artifact') };

/** The made-up entry, with changes. */
export function madeUp(changes: Partial<Entry> = {}): Entry {
  return {
    version: 2,
    kind: 'artifact',
    outcome: 'compiled',
    imageId: hex('01'),
    wasmDigest: hex('02'),
    wasmBytes: '41',
    profile: hex('03'),
    target: 'x86_64-unknown-linux-gnu',
    context: hex('00'),
    limits: { functions: '10' },
    imports: hex('04'),
    policyDigest: hex('05'),
    receiptDigest: digest(FILES.receipt),
    artifactDigest: digest(FILES['artifact.cwasm']),
    artifactBytes: '8',
    cycles: '1000',
    peakHeapBytes: '7',
    ...changes,
  };
}
