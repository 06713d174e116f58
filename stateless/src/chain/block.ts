/** Blocks: a u8 of version (1), the number (u64), how many transactions (u32), the transactions. */
import { BlockError } from '../errors/base.js';
import { FieldReader, FieldWriter } from '../util/fields.js';
import { sha256 } from '../util/sha256.js';
import { encodeTransaction, readTransaction, type Transaction } from './transaction.js';

export interface Block {
  number: bigint;
  transactions: Transaction[];
}

/** Largest block, bytes. */
export const MAX_BLOCK_BYTES = 16 << 20;
/** Most transactions. */
export const MAX_TRANSACTIONS = 10_000;
const VERSION = 1;

/** @throws BlockError `block/malformed`, `block/too-large` */
export function encodeBlock(block: Block): Uint8Array {
  const { number, transactions } = block;
  if (transactions.length > MAX_TRANSACTIONS) throw tooLarge();
  const fields = new FieldWriter().u8(VERSION).u64(number).u32(transactions.length);
  for (const transaction of transactions) {
    const bytes = encodeTransaction(transaction);
    fields.fixed(bytes, bytes.length);
  }
  const bytes = fields.end();
  if (bytes.length > MAX_BLOCK_BYTES) throw tooLarge();
  return bytes;
}

/** @throws BlockError `block/malformed`, `block/too-large` */
export function decodeBlock(bytes: Uint8Array): Block {
  if (bytes.length > MAX_BLOCK_BYTES) throw tooLarge();
  const fault = (why: string) => new BlockError('block/malformed', `not a block: ${why}`);
  const fields = new FieldReader(bytes, fault);
  if (fields.u8() !== VERSION) throw fault('it is of another version');
  const number = fields.u64();
  const count = fields.u32();
  if (count > MAX_TRANSACTIONS) throw tooLarge();
  const transactions: Transaction[] = [];
  for (let i = 0; i < count; i += 1) transactions.push(readTransaction(fields));
  fields.end();
  return { number, transactions };
}

/** What a block is known by. */
export function blockId(block: Block): Uint8Array {
  return sha256(encodeBlock(block));
}

function tooLarge(): BlockError {
  return new BlockError(
    'block/too-large',
    `a block has at most ${MAX_TRANSACTIONS} transactions and ${MAX_BLOCK_BYTES} bytes`,
  );
}
