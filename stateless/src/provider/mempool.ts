/**
 * Transactions that wait for a block, kept by who need not have the state: each came with its witness, which is brought up to
 * date from block to block. Blocks are made of those that do not conflict, with one witness merged of theirs.
 */
import type { BlockRecord } from '../chain/blockRecord.js';
import { checkSignature, type Transaction } from '../chain/transaction.js';
import { ProofError, ServiceError } from '../errors/base.js';
import { nonceKey, valueNumber } from '../execute/cell.js';
import type { Environment } from '../execute/environment.js';
import { type ExecutedFully, executeStateful } from '../execute/executors.js';
import type { Prepared } from '../execute/prepare.js';
import type { KeyedBackend } from '../keyed/keyedBackend.js';
import type { BlockDiff } from '../proof/backend.js';
import { equal, keyText } from '../util/bytes.js';
import { DEFAULT_LIMITS, type MempoolLimits } from './mempoolLimits.js';
import { conflict, type Pending, pendingOf, refreshed } from './pending.js';

/** A block that was made without a state. */
export interface Built {
  number: bigint;
  transactions: Transaction[];
  executed: ExecutedFully;
}

export class Mempool {
  #pending: Pending[] = [];
  #diffs: BlockDiff[] = [];
  #proofBytes = 0;

  /** @param root of the state after block `number` */
  constructor(
    readonly backend: KeyedBackend,
    readonly environment: Environment,
    public root: Uint8Array,
    public number: bigint,
    readonly limits: MempoolLimits = DEFAULT_LIMITS,
  ) {}

  get size(): number {
    return this.#pending.length;
  }

  /** Ids of what waits, in the order in which it came. */
  ids(): string[] {
    return this.#pending.map(({ id }) => id);
  }

  /**
   * Takes a transaction with its witness, under the root that the pool is at or one of the last.
   *
   * @throws BlockError `block/signature`, `block/fuel`; ServiceError `mempool/known`, `mempool/full`, `mempool/nonce`, `mempool/stale`;
   *   ProofError for what is no proof
   */
  async add(transaction: Transaction, witness: Uint8Array): Promise<{ id: string; forecast: Prepared }> {
    checkSignature(transaction, this.environment.id);
    this.#checkRoom(transaction);
    const number = this.number;
    let { pending, prepared } = await this.#execute(transaction, witness);
    for (const diff of this.#since(prepared.preRoot)) {
      pending = this.#bring(pending, diff);
      ({ pending, prepared } = await this.#execute(transaction, pending.proof));
    }
    const { nonce } = transaction;
    if (nonce < prepared.nonce || nonce >= prepared.nonce + BigInt(this.limits.ofSender)) {
      throw new ServiceError(
        'mempool/nonce',
        `the transaction has nonce ${nonce}, and its sender's next is ${prepared.nonce}`,
      );
    }
    // Others came, or a block did, while it was executed.
    this.#checkRoom(transaction);
    if (this.number !== number) throw stale('a block came while it was looked at');
    this.#pending.push(pending);
    this.#proofBytes += pending.proof.length;
    return { id: pending.id, forecast: prepared };
  }

  /**
   * Follows the chain by a block: refreshes every proof, lets go of what is in the block or can no longer be.
   *
   * @returns ids of what was let go of without being in the block
   * @throws ServiceError `mempool/stale` where the block does not follow
   */
  follow({ block, diff }: Pick<BlockRecord, 'block' | 'diff'>): string[] {
    if (!equal(diff.preRoot, this.root))
      throw stale('the block does not follow on the one that the pool is at');
    const dropped: string[] = [];
    const kept: Pending[] = [];
    for (const pending of this.#pending) {
      const { sender, nonce } = pending.transaction;
      const next = diff.changes.get(keyText(nonceKey(sender)));
      const used = next !== undefined && valueNumber(next) > nonce;
      if (used) continue;
      try {
        kept.push(refreshed(this.backend, pending, diff));
      } catch (error) {
        if (!(error instanceof ProofError)) throw error;
        dropped.push(pending.id);
      }
    }
    this.#replace(kept);
    this.#diffs = [...this.#diffs, diff].slice(-this.limits.lag);
    this.root = diff.postRoot;
    this.number = block.number;
    return dropped;
  }

  /** Begins anew at a root: after a reorganisation nothing that waits has a proof that can be brought there. */
  reset(root: Uint8Array, number: bigint): string[] {
    const dropped = this.ids();
    this.#replace([]);
    this.#diffs = [];
    this.root = root;
    this.number = number;
    return dropped;
  }

  /**
   * Transactions for the next block, in the order in which they came: none that reads what one before it sets, none before its
   * nonce, no more fuel than a block may have.
   */
  select(most = 1000): Pending[] {
    const chosen: Pending[] = [];
    let fuel = 0n;
    for (const pending of this.#pending) {
      if (chosen.length === most) break;
      const { transaction } = pending;
      if (fuel + transaction.fuel > this.environment.maxBlockFuel) continue;
      if (transaction.nonce !== this.#nonce(pending)) continue;
      if (chosen.some((earlier) => conflict(earlier, pending))) continue;
      chosen.push(pending);
      fuel += transaction.fuel;
    }
    return chosen;
  }

  /**
   * The next block with its witness, from proofs alone. What has moved is executed again first, and let go of where its proof no
   * longer reaches; transactions that get in each other's way all the same wait for the block after.
   */
  async build(most = 1000): Promise<Built | undefined> {
    await this.#settle();
    const number = this.number + 1n;
    for (let chosen = this.select(most); chosen.length > 0; ) {
      const transactions = chosen.map(({ transaction }) => transaction);
      const merged = this.backend.merge(chosen.map(({ proof }) => proof));
      try {
        const block = { number, transactions };
        const executed = await executeStateful(this.backend.view(merged), block, this.environment);
        return { number, transactions, executed };
      } catch (error) {
        if (!(error instanceof ProofError)) throw error;
        // One alone whose proof is not enough never will be.
        if (chosen.length === 1) this.#replace(this.#pending.filter(({ id }) => id !== chosen[0]?.id));
        chosen = chosen.length === 1 ? [] : chosen.slice(0, chosen.length >> 1);
      }
    }
    return undefined;
  }

  /** Executes again what reads what a block has changed. What comes or changes meanwhile stays as it is then. */
  async #settle(): Promise<void> {
    const settled = new Map<Pending, Pending | undefined>();
    for (const pending of this.#pending.filter(({ moved }) => moved)) {
      const again = await this.#execute(pending.transaction, pending.proof).catch((error: unknown) => {
        if (error instanceof ServiceError) return undefined;
        throw error;
      });
      settled.set(pending, again?.pending);
    }
    this.#replace(
      this.#pending.flatMap((pending) => {
        if (!settled.has(pending)) return [pending];
        const again = settled.get(pending);
        return again === undefined ? [] : [again];
      }),
    );
  }

  async #execute(transaction: Transaction, proof: Uint8Array) {
    try {
      return await pendingOf(this.backend, transaction, proof, this.number + 1n, this.environment);
    } catch (error) {
      if (error instanceof ProofError && error.code === 'proof/missing-node') {
        throw stale('its witness does not reach as far as what it does', error);
      }
      throw error;
    }
  }

  #bring(pending: Pending, diff: BlockDiff): Pending {
    try {
      return refreshed(this.backend, pending, diff);
    } catch (error) {
      throw stale('its witness cannot be brought up to date', error);
    }
  }

  /** Blocks since a root. */
  #since(root: Uint8Array): BlockDiff[] {
    if (equal(root, this.root)) return [];
    const from = this.#diffs.findIndex(({ preRoot }) => equal(preRoot, root));
    if (from < 0) throw stale(`its witness is of a root that is none of the last ${this.limits.lag}`);
    return this.#diffs.slice(from);
  }

  #checkRoom({ sender, nonce }: Transaction): void {
    const own = this.#pending.filter(({ transaction }) => equal(transaction.sender, sender));
    if (own.some(({ transaction }) => transaction.nonce === nonce)) {
      throw new ServiceError('mempool/known', 'a transaction of this sender with this nonce waits already');
    }
    const { transactions, ofSender, proofBytes } = this.limits;
    if (own.length >= ofSender || this.#pending.length >= transactions || this.#proofBytes >= proofBytes) {
      throw new ServiceError('mempool/full', 'no more transactions can wait', {
        hint: 'Try again after a block.',
      });
    }
  }

  #nonce({ transaction, proof }: Pending): bigint {
    return valueNumber(this.backend.view(proof).get(nonceKey(transaction.sender)));
  }

  #replace(pending: Pending[]): void {
    this.#pending = pending;
    this.#proofBytes = pending.reduce((sum, { proof }) => sum + proof.length, 0);
  }
}

function stale(why: string, cause?: unknown): ServiceError {
  return new ServiceError('mempool/stale', why, { hint: 'Prepare the transaction anew.', cause });
}
