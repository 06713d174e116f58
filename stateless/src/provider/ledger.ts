/**
 * The chain as who holds the state keeps it: on disk, each block with its state in one transaction. Blocks that a reorganisation
 * has left keep their states, and their numbers are taken by others.
 */
import type { Block } from '../chain/block.js';
import { type BlockRecord, decodeBlockRecord, encodeBlockRecord } from '../chain/blockRecord.js';
import type { Transaction } from '../chain/transaction.js';
import { ServiceError } from '../errors/base.js';
import type { Environment } from '../execute/environment.js';
import { type ExecutedFully, executeStateful } from '../execute/executors.js';
import type { KeyedState } from '../keyed/keyedState.js';
import { StateStore } from '../keyed/stateStore.js';
import type { Changes, Default } from '../proof/backend.js';
import { ZERO } from '../util/bytes.js';
import { FieldReader, FieldWriter } from '../util/fields.js';

/** Where a chain is. */
export interface Head {
  number: bigint;
  /** Root of the state after the block. */
  root: Uint8Array;
}

/** What a block became. */
export interface Appended extends BlockRecord {
  executed: ExecutedFully;
}

/** How to append. */
export interface AppendOptions {
  /** Number of the block before; an earlier one than the head leaves the blocks after it. Left out: the head. */
  on?: bigint;
  /** Records that are kept with it, in the same transaction. */
  records?: Readonly<Record<string, Uint8Array>>;
}

const HEAD = 'head';
const rootName = (number: bigint) => `block ${number}`;
const recordName = (number: bigint) => `block ${number}`;

export class Ledger {
  #head: Head;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<(appended: Appended) => void>();

  private constructor(
    readonly store: StateStore,
    readonly environment: Environment,
    readonly defaultValue: Default,
    head: Head,
  ) {
    this.#head = head;
  }

  /**
   * Opens the chain in a folder, or begins one with some entries.
   *
   * @throws StateError; ServiceError `ledger/corrupt`
   */
  static async open(
    folder: string,
    environment: Environment,
    genesis: Changes = new Map(),
    defaultValue: Default = () => ZERO,
  ): Promise<Ledger> {
    const store = await StateStore.open(folder);
    try {
      if (store.record(HEAD) === undefined) {
        const state = store.at(ZERO, defaultValue).apply(genesis);
        store.save(rootName(0n), state, { [HEAD]: numberBytes(0n) });
      }
      return new Ledger(store, environment, defaultValue, readHead(store));
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  get head(): Head {
    return this.#head;
  }

  /** Root after a block of the chain. @throws ServiceError `ledger/unknown`, `ledger/corrupt` */
  rootAt(number: bigint): Uint8Array {
    if (number < 0n || number > this.#head.number) throw unknown(number);
    const root = this.store.root(rootName(number));
    if (root?.length !== 32) throw corrupt(`it has no root of block ${number}`);
    return root;
  }

  /** State after a block of the chain. @throws ServiceError, StateError */
  stateAt(number: bigint): KeyedState {
    return this.store.at(this.rootAt(number), this.defaultValue);
  }

  /** A block of the chain as bytes, as `decodeBlockRecord` reads them. @throws ServiceError */
  recordBytes(number: bigint): Uint8Array {
    if (number < 1n || number > this.#head.number) throw unknown(number);
    const bytes = this.store.record(recordName(number));
    if (bytes === undefined) throw corrupt(`it has no record of block ${number}`);
    return bytes;
  }

  /** @throws ServiceError */
  record(number: bigint): BlockRecord {
    try {
      return decodeBlockRecord(this.recordBytes(number));
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      throw corrupt(`the record of block ${number} is none`, error);
    }
  }

  /**
   * Executes a block and keeps it, one at a time. If it throws, the chain is as before.
   *
   * @throws ServiceError `ledger/unknown`; as `executeStateful`
   */
  append(transactions: Transaction[], options: AppendOptions = {}): Promise<Appended> {
    const appended = this.#queue.then(() => this.#append(transactions, options));
    this.#queue = appended.catch(() => undefined);
    return appended;
  }

  /** Calls back after each block, until what it returns is called. */
  follow(listener: (appended: Appended) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.store.close();
  }

  async #append(
    transactions: Transaction[],
    { on = this.#head.number, records = {} }: AppendOptions,
  ): Promise<Appended> {
    const state = this.stateAt(on);
    const block: Block = { number: on + 1n, transactions };
    const executed = await executeStateful(state, block, this.environment);
    const { diff, receiptsDigest, postRoot } = executed;
    const record = { block, receiptsDigest, diff };
    this.store.save(rootName(block.number), executed.post as KeyedState, {
      ...records,
      [HEAD]: numberBytes(block.number),
      [recordName(block.number)]: encodeBlockRecord(record),
    });
    this.#head = { number: block.number, root: postRoot };
    const appended = { ...record, executed };
    for (const listener of this.#listeners) listener(appended);
    return appended;
  }
}

function readHead(store: StateStore): Head {
  const fields = new FieldReader(store.record(HEAD) ?? new Uint8Array(), corrupt);
  const number = fields.u64();
  fields.end();
  const root = store.root(rootName(number));
  if (root?.length !== 32) throw corrupt(`it has no root of block ${number}`);
  return { number, root };
}

function numberBytes(number: bigint): Uint8Array {
  return new FieldWriter().u64(number).end();
}

function unknown(number: bigint): ServiceError {
  return new ServiceError('ledger/unknown', `there is no block ${number} in the chain`);
}

function corrupt(why: string, cause?: unknown): ServiceError {
  return new ServiceError('ledger/corrupt', `the database of blocks is damaged: ${why}`, { cause });
}
