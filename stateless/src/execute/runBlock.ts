/** What both executors do with a block: everything but where the state comes from. */
import type { Block } from '../chain/block.js';
import type { TransactionReceipt } from '../chain/receipt.js';
import { checkSignature, type Transaction } from '../chain/transaction.js';
import type { Code } from '../code/codeSource.js';
import { BlockError } from '../errors/base.js';
import type { Host } from '../host/machine.js';
import { keyText } from '../util/bytes.js';
import { cellKey, nonceKey, numberValue, valueNumber } from './cell.js';
import { type Environment, INPUT_BYTE_FUEL, TRANSACTION_FUEL } from './environment.js';
import { Overlay } from './overlay.js';

/** What a block does. */
export interface BlockRun {
  /** New values of everything that was set and not undone. */
  changes: Map<string, Uint8Array>;
  /** One a transaction. */
  receipts: TransactionReceipt[];
}

/**
 * Executes a block's transactions, in order. What a transaction does when it fails is in its receipt; a block with a
 * transaction that is not valid is no block.
 *
 * @param read the state before the block; asked at most once for each key
 * @throws BlockError `block/signature`, `block/nonce`, `block/fuel`; what `read`, the machine and the code source throw
 */
export async function runBlock(
  block: Block,
  read: (key: Uint8Array) => Uint8Array,
  environment: Environment,
): Promise<BlockRun> {
  checkFuel(block, environment);
  for (const transaction of block.transactions) checkSignature(transaction, environment.id);
  return runAll(block, read, environment);
}

/**
 * The same whoever has signed: for who prepares a transaction before it is signed. What comes of it is a forecast.
 *
 * @throws as `runBlock`, but for `block/signature`
 */
export async function runUnsigned(
  block: Block,
  read: (key: Uint8Array) => Uint8Array,
  environment: Environment,
): Promise<BlockRun> {
  checkFuel(block, environment);
  return runAll(block, read, environment);
}

async function runAll(
  block: Block,
  read: (key: Uint8Array) => Uint8Array,
  environment: Environment,
): Promise<BlockRun> {
  const overlay = new Overlay(read);
  const host = hostOf(overlay, environment);
  const receipts: TransactionReceipt[] = [];
  for (const [index, transaction] of block.transactions.entries()) {
    takeNonce(transaction, overlay);
    const { to: code, input, sender: origin } = transaction;
    const fuel = transaction.fuel - ownFuel(transaction);
    const job = {
      code,
      input,
      origin,
      fuel,
      environment: environment.id,
      block: block.number,
      index: BigInt(index),
    };
    const { status, output, fuelLeft, trap } = await environment.machine.execute(job, host);
    if (overlay.depth !== 0) throw new RangeError('the machine left a call open');
    receipts.push({ status, output, fuelUsed: transaction.fuel - fuelLeft, logs: overlay.takeLogs(), trap });
  }
  return { changes: overlay.changes(), receipts };
}

function ownFuel({ input }: Transaction): bigint {
  return TRANSACTION_FUEL + INPUT_BYTE_FUEL * BigInt(input.length);
}

function checkFuel({ transactions }: Block, { maxTransactionFuel, maxBlockFuel }: Environment): void {
  let total = 0n;
  for (const transaction of transactions) {
    total += transaction.fuel;
    if (transaction.fuel > maxTransactionFuel) {
      throw new BlockError(
        'block/fuel',
        `a transaction asks for ${transaction.fuel} fuel; ${maxTransactionFuel} is the most`,
      );
    }
    if (transaction.fuel < ownFuel(transaction)) {
      throw new BlockError(
        'block/fuel',
        `a transaction has ${transaction.fuel} fuel, and needs ${ownFuel(transaction)} to begin`,
      );
    }
  }
  if (total > maxBlockFuel) {
    throw new BlockError('block/fuel', `the block asks for ${total} fuel; ${maxBlockFuel} is the most`);
  }
}

function takeNonce({ sender, nonce }: Transaction, overlay: Overlay): void {
  const key = nonceKey(sender);
  const next = valueNumber(overlay.get(key));
  if (nonce !== next) {
    throw new BlockError('block/nonce', `a transaction has nonce ${nonce}, and its sender's next is ${next}`);
  }
  overlay.set(key, numberValue(next + 1n));
}

function hostOf(overlay: Overlay, { code }: Environment): Host {
  // What is accepted may change between blocks, but not within one.
  const accepted = new Map<string, Promise<Code | undefined>>();
  return {
    get: (kind, owner, slot) => overlay.get(cellKey(kind, owner, slot)),
    set: (kind, owner, slot, value) => overlay.set(cellKey(kind, owner, slot), value),
    log: (contract, data) => overlay.log({ contract, data }),
    enter: () => overlay.enter(),
    leave: (commit) => overlay.leave(commit),
    code: (hash) => {
      const text = keyText(hash);
      const found = accepted.get(text) ?? code.find(Uint8Array.from(hash));
      accepted.set(text, found);
      return found;
    },
  };
}
