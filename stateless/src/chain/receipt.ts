import { STATUSES, type Status } from '../host/api.js';
import { FieldWriter } from '../util/fields.js';
import { sha256 } from '../util/sha256.js';

/** One log of a contract, of a call that was not undone. */
export interface Log {
  /** Code hash of the contract. */
  contract: Uint8Array;
  data: Uint8Array;
}

/** How a transaction ended. */
export interface TransactionReceipt {
  status: Status;
  output: Uint8Array;
  fuelUsed: bigint;
  logs: Log[];
  /** Which trap, or why code is unusable: for people, and not part of the digest. */
  trap: string;
}

/** SHA-256 of all receipts of a block. */
export function receiptsDigest(receipts: readonly TransactionReceipt[]): Uint8Array {
  const fields = new FieldWriter().u32(receipts.length);
  for (const { status, output, fuelUsed, logs } of receipts) {
    fields.u8(STATUSES.indexOf(status)).u64(fuelUsed).bytes(output).u32(logs.length);
    for (const { contract, data } of logs) fields.fixed(contract, 32).bytes(data);
  }
  return sha256(fields.end());
}
