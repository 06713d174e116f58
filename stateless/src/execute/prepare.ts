import type { TransactionReceipt } from '../chain/receipt.js';
import type { Transaction } from '../chain/transaction.js';
import type { Changes, FullState } from '../proof/backend.js';
import { keyText } from '../util/bytes.js';
import { nonceKey, valueNumber } from './cell.js';
import type { Environment } from './environment.js';
import { runUnsigned } from './runBlock.js';

/** A call before it is signed. */
export type UnsignedCall = Pick<Transaction, 'sender' | 'to' | 'fuel' | 'input'>;

/** What a call would do on a state, alone and first in its block. */
export interface Prepared {
  /** Root of the state, 32 bytes. */
  preRoot: Uint8Array;
  /** Next nonce of the sender. */
  nonce: bigint;
  /** The one witness of the call. */
  witness: Uint8Array;
  /** Keys that it asked for, 64 hex digits each. */
  reads: Set<string>;
  changes: Changes;
  postRoot: Uint8Array;
  receipt: TransactionReceipt;
}

/**
 * Executes a call that nobody has signed, as a forecast, and builds its witness.
 *
 * @param number of the block that it would be in
 * @throws BlockError `block/fuel`; what the state, the machine and the code source throw
 */
export async function prepare(
  state: FullState,
  number: bigint,
  call: UnsignedCall,
  environment: Environment,
): Promise<Prepared> {
  const recording = state.record();
  const reads = new Set<string>();
  const read = (key: Uint8Array) => {
    reads.add(keyText(key));
    return recording.get(key);
  };
  const nonce = valueNumber(read(nonceKey(call.sender)));
  const transaction = { ...call, nonce, signature: new Uint8Array(64) };
  const { changes, receipts } = await runUnsigned({ number, transactions: [transaction] }, read, environment);
  const { post, witness } = recording.finish(changes);
  const receipt = receipts[0] as TransactionReceipt;
  return { preRoot: state.root(), nonce, witness, reads, changes, postRoot: post.root(), receipt };
}
