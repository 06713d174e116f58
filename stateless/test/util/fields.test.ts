import { expect, test } from 'vitest';
import { FieldReader, FieldWriter } from '../../src/util/fields.js';

const reader = (bytes: Uint8Array) => new FieldReader(bytes, (why) => new Error(why));

test('fields come back as they were', () => {
  const bytes = new FieldWriter()
    .u8(7)
    .u32(8)
    .u64(2n ** 63n)
    .fixed(Uint8Array.of(1, 2), 2)
    .bytes(Uint8Array.of(3))
    .end();
  const fields = reader(bytes);
  expect([fields.u8(), fields.u32(), fields.u64()]).toEqual([7, 8, 2n ** 63n]);
  expect([...fields.fixed(2), ...fields.bytes(1)]).toEqual([1, 2, 3]);
  fields.end();
});

test('what is cut short, too long or followed by more is told', () => {
  expect(() => reader(Uint8Array.of(1)).u32()).toThrow('cut short');
  expect(() => reader(Uint8Array.of(255, 255, 255, 255)).bytes(10)).toThrow('at most 10');
  expect(() => reader(Uint8Array.of(5, 0, 0, 0, 1)).bytes(10)).toThrow('cut short');
  expect(() => reader(Uint8Array.of(1)).end()).toThrow('more after its end');
  expect(() => new FieldWriter().fixed(Uint8Array.of(1), 2)).toThrow(RangeError);
});
