/** What must hold after every block, whatever happened. */
import type { TransactionReceipt } from '../chain/receipt.js';
import type { Transaction } from '../chain/transaction.js';
import { SimulationError } from '../errors/base.js';
import { nonceKey, valueNumber } from '../execute/cell.js';
import type { FullState } from '../proof/backend.js';
import { equal, keyText } from '../util/bytes.js';
import type { Scene } from './scene.js';

/** @throws SimulationError `simulation/invariant` */
export function hold(condition: boolean, what: string): asserts condition {
  if (!condition) throw new SimulationError('simulation/invariant', what);
}

/** Nobody makes or loses tokens, and the pool has what it says it has. */
export function checkSupply(scene: Scene, state: FullState): void {
  for (const token of [0, 1]) {
    const owners = [...scene.accounts.map(({ id }) => id), scene.pool.hash, scene.multisig.hash];
    const sum = owners.reduce((total, owner) => total + scene.balance(state, token, owner), 0n);
    hold(sum === scene.supply, `the balances of token ${token} are ${sum} in all, and not ${scene.supply}`);
    hold(scene.stated(state, token) === scene.supply, `token ${token} states another supply`);
    const [held, counted] = [scene.balance(state, token, scene.pool.hash), scene.reserve(state, token)];
    hold(held >= counted, `the pool has ${held} of token ${token}, and counts ${counted}`);
  }
}

/** Each sender's nonce has gone up by its transactions, and no other has changed. */
export function checkNonces(before: FullState, after: FullState, transactions: readonly Transaction[]): void {
  const sent = new Map<string, { sender: Uint8Array; count: bigint }>();
  for (const { sender } of transactions) {
    const count = sent.get(keyText(sender))?.count ?? 0n;
    sent.set(keyText(sender), { sender, count: count + 1n });
  }
  for (const { sender, count } of sent.values()) {
    const key = nonceKey(sender);
    const rise = valueNumber(after.get(key)) - valueNumber(before.get(key));
    hold(rise === count, `a nonce went up by ${rise} with ${count} transactions`);
  }
}

/** Fuel is within what was asked for, and what did not return logged nothing. */
export function checkReceipts(
  transactions: readonly Transaction[],
  receipts: readonly TransactionReceipt[],
): void {
  hold(transactions.length === receipts.length, 'there are not as many receipts as transactions');
  for (const [i, { fuelUsed, status, logs }] of receipts.entries()) {
    const { fuel } = transactions[i] as Transaction;
    hold(fuelUsed > 0n && fuelUsed <= fuel, `a transaction used ${fuelUsed} of ${fuel} fuel`);
    hold(status === 'returned' || logs.length === 0, `a call that ended as ${status} left logs`);
  }
}

export function checkSame(a: Uint8Array, b: Uint8Array, what: string): void {
  hold(equal(a, b), `${what}: ${keyText(a)} and ${keyText(b)}`);
}
