import { expect, test } from 'vitest';
import { blockId, decodeBlock, encodeBlock, MAX_TRANSACTIONS } from '../../src/chain/block.js';
import {
  checkSignature,
  decodeTransaction,
  encodeTransaction,
  signTransaction,
} from '../../src/chain/transaction.js';
import { Account, block, ENVIRONMENT_ID } from '../support/world.js';

const alice = new Account('alice');
const target = { hash: new Uint8Array(32).fill(5) };
const one = block(9n, alice.call(target, Uint8Array.of(1, 2, 3)), alice.call(target, new Uint8Array()));
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'nothing thrown';
};

test('blocks come back as they were, and have one encoding', () => {
  const bytes = encodeBlock(one);
  const back = decodeBlock(bytes);
  expect(Buffer.compare(encodeBlock(back), bytes)).toBe(0);
  expect(back.number).toBe(9n);
  expect(Buffer.compare(blockId(back), blockId(one))).toBe(0);
  for (let cut = 0; cut < bytes.length; cut += 1) {
    expect(code(() => decodeBlock(bytes.subarray(0, cut)))).toBe('block/malformed');
  }
  expect(code(() => decodeBlock(Buffer.concat([bytes, Uint8Array.of(0)])))).toBe('block/malformed');
});

test('a block that promises more than it may have is refused before anything is made of it', () => {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt32LE(MAX_TRANSACTIONS + 1, 9);
  expect(code(() => decodeBlock(bytes))).toBe('block/too-large');
  bytes.writeUInt32LE(MAX_TRANSACTIONS, 9);
  expect(code(() => decodeBlock(bytes))).toBe('block/malformed');
});

test('a signature holds for one transaction in one environment', () => {
  const [transaction] = one.transactions;
  if (transaction === undefined) throw new Error('no transaction');
  checkSignature(transaction, ENVIRONMENT_ID);
  expect(code(() => checkSignature(transaction, new Uint8Array(32)))).toBe('block/signature');
  expect(code(() => checkSignature({ ...transaction, nonce: 1n }, ENVIRONMENT_ID))).toBe('block/signature');
  expect(code(() => checkSignature({ ...transaction, sender: new Uint8Array(32) }, ENVIRONMENT_ID))).toBe(
    'block/signature',
  );
  const bytes = encodeTransaction(transaction);
  expect(Buffer.compare(encodeTransaction(decodeTransaction(bytes)), bytes)).toBe(0);
});

test('numbers and inputs that do not fit are refused when signing', () => {
  const body = { nonce: 0n, to: target.hash, fuel: 1n, input: new Uint8Array() };
  const sign = (change: object) =>
    code(() => signTransaction({ ...body, ...change }, alice.secret, ENVIRONMENT_ID));
  expect(sign({ nonce: 1n << 64n })).toBe('block/malformed');
  expect(sign({ fuel: -1n })).toBe('block/malformed');
  expect(sign({ to: new Uint8Array(31) })).toBe('block/malformed');
  expect(sign({ input: new Uint8Array((1 << 16) + 1) })).toBe('block/too-large');
});
