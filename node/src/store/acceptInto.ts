/** One receipt, judged and stored with what it was accepted under. */
import { decodeJournal, decodeReceipt, MismatchError, type Policy, toHex } from '@zkcwasm/verifier';
import { policyUnder, type Schedule } from '@zkcwasm/verifier/environments';
import { type BoundsNeed, type Entry, type EntryKind, judgeReceipt, sha256 } from '@zkcwasm/verifier/node';
import type { NodeStore } from './nodeStore.js';

/** What receipts are held against. */
export interface Rules {
  policy: Policy;
  /** Receipts must be ones that an environment takes in the session. */
  schedule?: { schedule: Schedule; session: bigint };
  /** What the policy may leave open, though bounds need it. */
  any?: readonly BoundsNeed[];
}

/** What was judged. */
export interface Judged {
  entry: Entry;
  environment?: string;
  session?: bigint;
}

/**
 * Verifies a receipt as `kind`, under the environment that takes it where there is a schedule. The module need not be at hand: the
 * entry is filed under the digest that the receipt proves, and found by who has hashed a module of their own.
 *
 * @param artifact digest and length of the artifact at hand; for `artifact` entries
 * @throws as `judgeReceipt` and `policyUnder`; MismatchError `artifact/mismatch`
 */
export async function judgeUnder(
  kind: EntryKind,
  receipt: Uint8Array,
  { policy, schedule, any }: Rules,
  artifact?: { digest: string; length: number },
): Promise<Judged> {
  // A refusal counts for no environment: no contract runs by it.
  const under =
    schedule === undefined || kind === 'rejected'
      ? undefined
      : policyUnder(receipt, schedule.schedule, schedule.session, policy);
  const { wasm } = decodeJournal(decodeReceipt(receipt).journal);
  const { entry } = await judgeReceipt(kind, receipt, wasm, under?.policy ?? policy, any);
  const { artifactDigest, artifactBytes } = entry;
  if (
    kind === 'artifact' &&
    (artifact?.digest !== artifactDigest || `${artifact?.length}` !== artifactBytes)
  ) {
    throw new MismatchError('artifact/mismatch', 'the artifact is not the one that the receipt proves', {
      hint: 'Get the artifact from whoever published the receipt, or compile with the same Wasmtime and profile.',
    });
  }
  if (under === undefined || schedule === undefined) return { entry };
  return { entry, environment: under.environment, session: schedule.session };
}

/**
 * `judgeUnder`, and what it concluded in a store.
 *
 * @throws as `judgeUnder` and `NodeStore.put`
 */
export async function acceptInto(
  store: NodeStore,
  kind: EntryKind,
  files: { receipt: Uint8Array; artifact?: Uint8Array },
  rules: Rules,
): Promise<Judged & { path: string; fresh: boolean }> {
  const { receipt, artifact } = files;
  const named =
    artifact === undefined ? undefined : { digest: toHex(sha256(artifact)), length: artifact.length };
  const judged = await judgeUnder(kind, receipt, rules, named);
  const { entry, ...under } = judged;
  const written = { receipt, ...(artifact === undefined ? {} : { 'artifact.cwasm': artifact }) };
  const placed = await store.put(entry, written, { ...under, acceptedAt: new Date().toISOString() });
  return { ...judged, ...placed };
}
