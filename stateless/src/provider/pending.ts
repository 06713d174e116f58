/** A transaction that waits, with the proof of all that it touches, brought up to date with each block. */
import { type Transaction, transactionId } from '../chain/transaction.js';
import type { Environment } from '../execute/environment.js';
import { type Prepared, prepare } from '../execute/prepare.js';
import type { KeyedBackend } from '../keyed/keyedBackend.js';
import type { BlockDiff } from '../proof/backend.js';
import { keyBytes, keyText } from '../util/bytes.js';

export interface Pending {
  /** Of the transaction, hex. */
  id: string;
  transaction: Transaction;
  /** Proof of all keys that it reads or sets, under the root that the pool is at. */
  proof: Uint8Array;
  reads: ReadonlySet<string>;
  writes: ReadonlySet<string>;
  /** Whether a block has changed something that it reads since it was executed last. */
  moved: boolean;
}

/**
 * Executes a transaction on a proof alone: what it reads and sets is found out, not believed.
 *
 * @throws ProofError `proof/missing-node` where the proof is not enough; as `prepare`
 */
export async function pendingOf(
  backend: KeyedBackend,
  transaction: Transaction,
  proof: Uint8Array,
  number: bigint,
  environment: Environment,
): Promise<{ pending: Pending; prepared: Prepared }> {
  const prepared = await prepare(backend.view(proof), number, transaction, environment);
  const writes = new Set(prepared.changes.keys());
  const pending = {
    id: keyText(transactionId(transaction)),
    transaction,
    // Its own witness: nothing that the sender put into the proof besides stays, and what a removal needs does.
    proof: prepared.witness,
    reads: prepared.reads,
    writes,
    moved: false,
  };
  return { pending, prepared };
}

/** The same under the root after a block. @throws ProofError where its proof and the block's are not enough for that */
export function refreshed(backend: KeyedBackend, pending: Pending, diff: BlockDiff): Pending {
  const keys = [...new Set([...pending.reads, ...pending.writes])].map(keyBytes);
  const proof = backend.refresh(pending.proof, keys, diff);
  const moved = pending.moved || [...diff.changes.keys()].some((key) => pending.reads.has(key));
  return { ...pending, proof, moved };
}

/** Whether the later of two reads what the earlier one sets, so that what is known of it would no longer hold. */
export function conflict(earlier: Pick<Pending, 'writes'>, later: Pick<Pending, 'reads'>): boolean {
  const [few, many] =
    earlier.writes.size < later.reads.size ? [earlier.writes, later.reads] : [later.reads, earlier.writes];
  for (const key of few) if (many.has(key)) return true;
  return false;
}
