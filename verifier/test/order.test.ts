import { expect, test } from 'vitest';
import { codeOf, fixture, policy } from '../../testkit/fixtures.js';
import { decodeJournal, decodeReceipt, type Receipt, verifyReceipt } from '../src/index.js';
import { encodeJournal, encodeReceipt } from '../src/internal.js';

test('of many faults the first of this order is named: envelope, image, journal, module, proof, policy', async () => {
  const { receipt, wasm } = fixture('add');
  const parts = decodeReceipt(receipt);
  const journal = decodeJournal(parts.journal);
  const wishes: Record<string, unknown> = { maxCycles: 1 };
  const [right, empty] = [wasm, new Uint8Array()];
  const seal = Uint8Array.of(0);
  const faults: { receipt: Receipt; wasm: Uint8Array; trailing: Uint8Array } = {
    receipt: { ...parts, imageId: new Uint8Array(32), sealKind: 'fake', journal: empty, seal },
    wasm: empty,
    trailing: Uint8Array.of(0),
  };
  const found: string[] = [];
  const judge = async () => {
    const bytes = new Uint8Array(Buffer.concat([encodeReceipt(faults.receipt), faults.trailing]));
    found.push(await codeOf(verifyReceipt(bytes, { policy: await policy(wishes), wasm: faults.wasm })));
  };
  for (const mend of [
    () => undefined,
    () => (faults.trailing = empty),
    () => (faults.receipt.imageId = parts.imageId),
    () => (faults.receipt.sealKind = parts.sealKind),
    () => (faults.receipt.journal = encodeJournal({ ...journal, target: 'z80' })),
    () => (faults.wasm = right),
    () => (faults.receipt.journal = encodeJournal({ ...journal, context: new Uint8Array(32).fill(9) })),
    () => (faults.receipt.seal = parts.seal),
    () => (faults.receipt.journal = parts.journal),
    () => delete wishes.maxCycles,
  ]) {
    mend();
    await judge();
  }
  expect(found).toEqual([
    'receipt/malformed',
    'image/unknown',
    'receipt/proof-system',
    'journal/malformed',
    'wasm/mismatch',
    'image/mismatch',
    'seal/malformed',
    'seal/journal-mismatch',
    'policy/cycles',
    'accepted',
  ]);
});
