import { expect, test } from 'vitest';
import { decodeBlockRecord, encodeBlockRecord } from '../../src/chain/blockRecord.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { bytesOf, entries, keyNumber, text } from '../keyed/entries.js';

const state = new KeyedBackend().build(entries(9));
const changes = new Map([3, 40].map((n) => [text(keyNumber(n)), bytesOf(`${n}`)]));
const diff = state.diff(changes);
const record = { block: { number: 4n, transactions: [] }, receiptsDigest: bytesOf('receipts'), diff };
const bytes = encodeBlockRecord(record);

test('a record comes back as it was', () => {
  const again = decodeBlockRecord(bytes);
  expect(again.block).toEqual(record.block);
  expect(text(again.diff.postRoot)).toBe(text(diff.postRoot));
  const plain = (of: ReadonlyMap<string, Uint8Array>) => [...of].map(([k, v]) => [k, text(v)]).sort();
  expect(plain(again.diff.changes)).toEqual(plain(changes));
  expect(Buffer.compare(encodeBlockRecord(again), bytes)).toBe(0);
});

test('what is cut, followed by more, out of order or of another version is refused', () => {
  for (let end = 0; end < bytes.length; end += 1) {
    expect(() => decodeBlockRecord(bytes.subarray(0, end))).toThrow('not the record of a block');
  }
  expect(() => decodeBlockRecord(Buffer.concat([bytes, Uint8Array.of(0)]))).toThrow('there is more');
  const swapped = Buffer.from(bytes);
  const at = bytes.length - diff.witness.length - 4 - 128;
  swapped.copyWithin(at, at + 64, at + 128);
  expect(() => decodeBlockRecord(swapped)).toThrow('in the order of their keys');
  const other = Buffer.from(bytes);
  other[0] = 2;
  expect(() => decodeBlockRecord(other)).toThrow('another version');
  const many = Buffer.from(bytes);
  many.writeUInt32LE(0xffffffff, at - 4);
  expect(() => decodeBlockRecord(many)).toThrow('changes at most');
});
