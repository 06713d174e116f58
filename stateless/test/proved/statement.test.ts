import { expect, test } from 'vitest';
import { decodeStatement, encodeStatement } from '../../src/proved/statement.js';

const word = (n: number) => new Uint8Array(32).fill(n);
const statement = {
  environment: word(1),
  preRoot: word(2),
  block: word(3),
  postRoot: word(4),
  receipts: word(5),
};

test('a statement comes back as it was, and has one form', () => {
  const bytes = encodeStatement(statement);
  expect(bytes.length).toBe(161);
  expect(decodeStatement(bytes)).toEqual(statement);
  for (let end = 0; end < bytes.length; end += 1) {
    expect(() => decodeStatement(bytes.subarray(0, end))).toThrow(/not the statement/);
  }
  expect(() => decodeStatement(Buffer.concat([bytes, word(0)]))).toThrow(/not the statement/);
  expect(() => decodeStatement(Buffer.concat([Uint8Array.of(2), bytes.subarray(1)]))).toThrow(/form 2/);
});
