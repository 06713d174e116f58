import { describe, expect, test } from 'vitest';
import { bytes, codeOf, fixture } from '../../../testkit/fixtures.js';
import { cbor } from '../../src/cbor/codec.js';
import {
  decodeAggregate,
  decodeReceipt,
  isAggregate,
  MAX_AGGREGATED,
  VerifierError,
} from '../../src/index.js';
import { encodeAggregate, encodeReceipt } from '../../src/internal.js';
import { foldedStatements, hexOf, madeUpAggregate, madeUpBytes, manyStatements } from './parts.js';

const decode = (input: Uint8Array) => codeOf((async () => decodeAggregate(input))());

test('what is encoded is decoded again', async () => {
  const aggregate = await madeUpAggregate();
  const encoded = encodeAggregate(aggregate);
  expect(isAggregate(encoded)).toBe(true);
  expect(decodeAggregate(encoded)).toEqual(aggregate);
});

test('a single receipt is no aggregate, and the other way round', async () => {
  const { receipt } = fixture('add');
  expect(isAggregate(receipt)).toBe(false);
  expect(await decode(receipt)).toBe('receipt/single');
  const aggregate = await madeUpBytes();
  expect(await codeOf((async () => decodeReceipt(aggregate))())).toBe('receipt/aggregate');
  // A receipt that only says of its seal that it is an aggregate's.
  const renamed = encodeReceipt({ ...decodeReceipt(receipt), sealKind: 'aggregate' });
  expect(isAggregate(renamed)).toBe(false);
  expect(await decode(renamed)).toBe('receipt/single');
});

describe('statements', () => {
  const [first, second, third] = foldedStatements();
  if (first === undefined || second === undefined || third === undefined) throw new Error('three receipts');

  test.each([
    ['none', [], 'aggregate/empty'],
    ['one', [first], 'accepted'],
    ['two that were swapped', [second, first, third], 'aggregate/order'],
    ['one that is there twice', [first, second, second, third], 'aggregate/order'],
    ['one that is there twice, apart', [first, second, first], 'aggregate/order'],
  ])('%s', async (_, statements, code) => {
    expect(await decode(await madeUpBytes({ statements }))).toBe(code);
  });

  test('a thousand, and one more', async () => {
    const most = await madeUpBytes({ statements: manyStatements(MAX_AGGREGATED) });
    expect(decodeAggregate(most).statements).toHaveLength(1000);
    const more = await madeUpBytes({ statements: manyStatements(MAX_AGGREGATED + 1) });
    expect(await decode(more)).toBe('aggregate/too-many');
  });
});

describe('bytes that are not the one encoding', () => {
  test('cut anywhere', async () => {
    const whole = await madeUpBytes();
    for (let end = 0; end < whole.length; end += 1) {
      expect(await decode(whole.subarray(0, end)), `cut to ${end}`).toMatch(
        /^receipt\/(malformed|not-canonical)$/,
      );
    }
  });

  test('followed by more', async () => {
    expect(await decode(Buffer.concat([await madeUpBytes(), Buffer.of(0)]))).toBe('receipt/malformed');
  });

  test('every byte flipped: a typed error, or another aggregate', async () => {
    const whole = await madeUpBytes();
    const before = decodeAggregate(whole);
    for (let at = 0; at < whole.length; at += 1) {
      for (const bit of [0x01, 0x80]) {
        const flipped = whole.slice();
        flipped[at] = (flipped[at] ?? 0) ^ bit;
        try {
          const { statements, ...rest } = decodeAggregate(flipped);
          const same =
            JSON.stringify(statements.map(hexOf)) === JSON.stringify(before.statements.map(hexOf)) &&
            Buffer.compare(rest.imageId, before.imageId) === 0 &&
            Buffer.compare(rest.seal, before.seal) === 0 &&
            rest.circuit === before.circuit &&
            rest.proofSystem === before.proofSystem;
          expect(same, `byte ${at}`).toBe(false);
        } catch (error) {
          if (!(error instanceof VerifierError)) throw error;
        }
      }
    }
  });

  test('keys in another order, one more, one less, a later version', async () => {
    const { statements, ...rest } = await madeUpAggregate();
    const list = statements.map(({ imageId, journal }) => [Buffer.from(imageId), Buffer.from(journal)]);
    const fields = { ...rest, imageId: Buffer.from(rest.imageId), seal: Buffer.from(rest.seal) };
    const { version, sealKind, proofSystem, circuit, imageId, seal } = fields;
    const good = { version, sealKind, proofSystem, circuit, imageId, statements: list, seal };
    expect(await decode(cbor.encode(good))).toBe('accepted');
    const swapped = { version, sealKind, circuit, proofSystem, imageId, statements: list, seal };
    expect(await decode(cbor.encode(swapped))).toBe('receipt/not-canonical');
    expect(await decode(cbor.encode({ ...good, more: 1 }))).toBe('receipt/malformed');
    const { seal: _, ...less } = good;
    expect(await decode(cbor.encode(less))).toBe('receipt/malformed');
    expect(await decode(cbor.encode({ ...good, version: 2 }))).toBe('receipt/version');
    expect(await decode(cbor.encode({ ...good, sealKind: 'stark' }))).toBe('receipt/malformed');
    const nested = { ...good, statements: [[imageId]] };
    expect(await decode(cbor.encode(nested))).toBe('receipt/malformed');
  });

  test('lengths of 2^63 and lists of a million', async () => {
    const start = Buffer.from(await madeUpBytes()).subarray(0, 28);
    for (const length of ['1b7fffffffffffffff', '9a000f4240', 'bb7fffffffffffffff', 'ff']) {
      expect(await decode(Buffer.concat([start, Buffer.from(length, 'hex')]))).toBe('receipt/malformed');
    }
    expect(await decode(new Uint8Array((8 << 20) + 1))).toBe('receipt/malformed');
    expect(await decode(new Uint8Array())).toBe('receipt/malformed');
    expect(await decode(bytes('add.wasm'))).toBe('receipt/malformed');
  });
});
