/** Made-up entries and schedules for stores. */
import { createHash } from 'node:crypto';
import type { Entry } from '@zkcwasm/verifier/node';
import { madeUp } from '../../../testkit/made/storeEntry.js';

export const digest = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');

/** Environments by name. */
export const [A, B] = [digest('environment A'), digest('environment B')] as [string, string];

/** The n-th entry: its files are its own, so that mixing any two is found out. */
export function made(n: number, changes: Partial<Entry> = {}) {
  const receipt = Buffer.from(`receipt ${n} `.repeat(5000));
  const artifact = Buffer.from(`artifact ${n} `.repeat(20_000));
  const entry = madeUp({
    context: `${n}`.padStart(64, '0'),
    receiptDigest: digest(receipt),
    artifactDigest: digest(artifact),
    artifactBytes: `${artifact.length}`,
    ...changes,
  });
  return { entry, files: { receipt, 'artifact.cwasm': artifact } };
}

export const at = (environment: string | undefined, session = 5n) =>
  environment === undefined
    ? { acceptedAt: '2026-01-01T00:00:00.000Z' }
    : { environment, session, acceptedAt: '2026-01-01T00:00:00.000Z' };
