/** What a call did, as tests ask for it. */
import type { Log, TransactionReceipt } from '../chain/receipt.js';
import { valueNumber } from '../execute/cell.js';
import type { Executed } from '../execute/executors.js';
import type { Status } from '../host/api.js';

export class Outcome {
  readonly status: Status;
  readonly output: Uint8Array;
  readonly logs: readonly Log[];
  readonly fuelUsed: bigint;
  /** Which trap, or why code is unusable. */
  readonly trap: string;

  constructor(
    receipt: TransactionReceipt,
    /** Bytes of the witness of the whole block. */
    readonly witnessBytes: number,
    /** How many keys the whole block changed, nonces among them. */
    readonly keysChanged: number,
    /** How many senders the block had: so many nonces changed. */
    readonly senders: number,
  ) {
    this.status = receipt.status;
    this.output = receipt.output;
    this.logs = receipt.logs;
    this.fuelUsed = receipt.fuelUsed;
    this.trap = receipt.trap;
  }

  /** What the contract reverted with, as text; undefined where it did not. */
  get revertReason(): string | undefined {
    return this.status === 'reverted' ? Buffer.from(this.output).toString('utf8') : undefined;
  }

  /** A number of 32 bytes that the output has. @param at which one, from 0 */
  number(at = 0): bigint {
    return valueNumber(this.output.subarray(32 * at, 32 * at + 32));
  }

  /** The same as plain data that a snapshot of a test may hold: nothing in it depends on the machine. */
  toSnapshot() {
    return {
      status: this.status,
      output: Buffer.from(this.output).toString('hex'),
      fuelUsed: this.fuelUsed.toString(),
      logs: this.logs.map(({ contract, data }) => ({
        contract: Buffer.from(contract).toString('hex'),
        data: Buffer.from(data).toString('hex'),
      })),
      witnessBytes: this.witnessBytes,
      keysChanged: this.keysChanged,
    };
  }
}

/** What a block did. */
export interface BlockOutcome {
  /** One a transaction. */
  outcomes: Outcome[];
  executed: Executed;
  witness: Uint8Array;
}
