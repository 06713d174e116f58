import { beforeAll, expect, test } from 'vitest';
import { bytes, codeOf, fixture, policy } from '../../../testkit/fixtures.js';
import { decodeAggregate, decodeReceipt, verifyAggregate, verifyReceipt } from '../../src/index.js';
import { encodeAggregate, encodeReceipt, repack, sp1Seal } from '../../src/internal.js';
import { FOLDED } from '../aggregate/parts.js';

const { receipt, wasm } = fixture('add');
const aggregate = bytes('aggregate.receipt');
let oldReceipt: Uint8Array;
let oldAggregate: Uint8Array;

beforeAll(async () => {
  const [single, several] = [decodeReceipt(receipt), decodeAggregate(aggregate)];
  oldReceipt = encodeReceipt({ ...single, version: 1, seal: await sp1Seal(single) });
  oldAggregate = encodeAggregate({ ...several, version: 1, seal: await sp1Seal(several) });
});

test('what is committed has half the bytes of envelope version 1', () => {
  expect(receipt.length).toBeLessThan(700_000);
  expect(aggregate.length).toBeLessThan(700_000);
  expect(oldReceipt.length).toBe(1_273_329);
});

test('a receipt of version 1 still verifies, and says the same', async () => {
  const rules = await policy();
  const now = await verifyReceipt(receipt, { policy: rules, wasm });
  expect(await verifyReceipt(oldReceipt, { policy: rules, wasm })).toEqual(now);
});

test('an aggregate of version 1 still verifies, and says the same', async () => {
  const options = {
    policy: await policy({ allowRejected: true }),
    modules: FOLDED.map((name) => fixture(name).wasm),
  };
  const now = await verifyAggregate(aggregate, options);
  expect(await verifyAggregate(oldAggregate, options)).toEqual(now);
});

test('repacked, an old one is the new one; a new one stays as it is', async () => {
  expect(Buffer.compare(await repack(oldReceipt), receipt)).toBe(0);
  expect(Buffer.compare(await repack(receipt), receipt)).toBe(0);
  expect(Buffer.compare(await repack(oldAggregate), aggregate)).toBe(0);
  expect(Buffer.compare(await repack(aggregate), aggregate)).toBe(0);
});

test('one form in the envelope of the other', async () => {
  const single = decodeReceipt(receipt);
  const judge = async (changed: Uint8Array) =>
    codeOf(verifyReceipt(changed, { policy: await policy(), wasm }));
  expect(await judge(encodeReceipt({ ...single, version: 1 }))).toBe('seal/malformed');
  expect(await judge(encodeReceipt({ ...decodeReceipt(oldReceipt), version: 2 }))).toBe('seal/malformed');
});

test('what is no receipt, or holds no proof', async () => {
  expect(await codeOf(repack(wasm))).toBe('receipt/malformed');
  const old = decodeReceipt(oldReceipt);
  for (const seal of [new Uint8Array(), old.seal.subarray(0, -1), Uint8Array.from([...old.seal, 0])]) {
    expect(await codeOf(repack(encodeReceipt({ ...old, seal })))).toBe('seal/malformed');
  }
  // A path that leads nowhere: the openings are in the last part of a proof.
  const seal = old.seal.slice();
  seal[600_000] = (seal[600_000] ?? 0) ^ 1;
  expect(await codeOf(repack(encodeReceipt({ ...old, seal })))).toBe('seal/malformed');
});
