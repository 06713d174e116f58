/**
 * Transactions: a call of one contract, signed with ed25519. The encoding is fixed: sender (32 bytes), nonce (u64), contract
 * (32), fuel (u64), input (u32 of length, bytes), signature (64); integers little endian.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { BlockError } from '../errors/base.js';
import { FieldReader, FieldWriter } from '../util/fields.js';
import { sha256 } from '../util/sha256.js';

export interface Transaction {
  /** An ed25519 public key. */
  sender: Uint8Array;
  /** How many transactions the sender has had before. */
  nonce: bigint;
  /** SHA-256 of the contract's module. */
  to: Uint8Array;
  /** Most that it may use. */
  fuel: bigint;
  input: Uint8Array;
  /** 64 bytes. */
  signature: Uint8Array;
}

/** Longest input, bytes. */
export const MAX_INPUT_BYTES = 1 << 16;
const MAX_U64 = (1n << 64n) - 1n;
const DOMAIN = Buffer.from('zkcwasm transaction 1\n');

/** The message that is signed: bound to the environment, so that it holds nowhere else. */
function messageOf(transaction: Omit<Transaction, 'signature'>, environment: Uint8Array): Uint8Array {
  const fields = new FieldWriter().fixed(DOMAIN, DOMAIN.length).fixed(environment, 32);
  return writeUnsigned(fields, transaction).end();
}

function writeUnsigned(to: FieldWriter, t: Omit<Transaction, 'signature'>): FieldWriter {
  return to.fixed(t.sender, 32).u64(t.nonce).fixed(t.to, 32).u64(t.fuel).bytes(t.input);
}

/** @throws BlockError `block/malformed`, `block/too-large` for numbers and lengths that no transaction has */
export function signTransaction(
  body: Omit<Transaction, 'sender' | 'signature'>,
  secretKey: Uint8Array,
  environment: Uint8Array,
): Transaction {
  const unsigned = { ...body, sender: ed25519.getPublicKey(secretKey) };
  checkForm(unsigned);
  return { ...unsigned, signature: ed25519.sign(messageOf(unsigned, environment), secretKey) };
}

/** @throws BlockError `block/signature` */
export function checkSignature(transaction: Transaction, environment: Uint8Array): void {
  let holds = false;
  try {
    const message = messageOf(transaction, environment);
    // The strict rules: other libraries differ in what they take beyond them.
    holds = ed25519.verify(transaction.signature, message, transaction.sender, { zip215: false });
  } catch {
    // Points that are none.
  }
  if (!holds) {
    throw new BlockError('block/signature', 'a transaction is not signed by its sender for this environment');
  }
}

function checkForm(t: Omit<Transaction, 'signature'>): void {
  if (t.sender.length !== 32 || t.to.length !== 32) {
    throw new BlockError('block/malformed', 'sender and contract have 32 bytes');
  }
  if (t.nonce < 0n || t.nonce > MAX_U64 || t.fuel < 0n || t.fuel > MAX_U64) {
    throw new BlockError('block/malformed', 'nonce and fuel are numbers of 64 bits');
  }
  if (t.input.length > MAX_INPUT_BYTES) {
    throw new BlockError('block/too-large', `an input has at most ${MAX_INPUT_BYTES} bytes`);
  }
}

/** @throws BlockError `block/malformed`, `block/too-large` */
export function encodeTransaction(transaction: Transaction): Uint8Array {
  checkForm(transaction);
  return writeUnsigned(new FieldWriter(), transaction).fixed(transaction.signature, 64).end();
}

/** Takes one transaction's fields. @throws what the reader's `fault` makes */
export function readTransaction(fields: FieldReader): Transaction {
  const sender = fields.fixed(32);
  const nonce = fields.u64();
  const to = fields.fixed(32);
  const fuel = fields.u64();
  const input = fields.bytes(MAX_INPUT_BYTES);
  return { sender, nonce, to, fuel, input, signature: fields.fixed(64) };
}

/** @throws BlockError `block/malformed` */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const fields = new FieldReader(
    bytes,
    (why) => new BlockError('block/malformed', `not a transaction: ${why}`),
  );
  const transaction = readTransaction(fields);
  fields.end();
  return transaction;
}

/** What a transaction is known by: SHA-256 of its encoding. */
export function transactionId(transaction: Transaction): Uint8Array {
  return sha256(encodeTransaction(transaction));
}
