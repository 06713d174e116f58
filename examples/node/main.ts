/**
 * A validator's judgement of new code: for it where a receipt proves what is asked, against it otherwise.
 * `npx tsx examples/node/main.ts RECEIPT MODULE`.
 */
import { readFile } from 'node:fs/promises';
import { type Judge, receiptJudge } from '@zkcwasm/node';
import { decodeJournal, decodeReceipt, makePolicy, toHex } from '@zkcwasm/verifier';

const [receiptFile, moduleFile] = process.argv.slice(2);
if (receiptFile === undefined || moduleFile === undefined) {
  console.error('usage: npx tsx examples/node/main.ts RECEIPT MODULE');
  process.exit(2);
}
const [receipt, wasm] = [
  new Uint8Array(await readFile(receiptFile)),
  new Uint8Array(await readFile(moduleFile)),
];

// Where a real node asks its store and its peers. What it is given need not be trusted: everything is verified.
const known = new Map([[toHex(decodeJournal(decodeReceipt(receipt).journal).wasm.digest), [receipt]]]);
const receipts = { receiptsFor: async (digest: string) => known.get(digest) ?? [] };

// Whoever wants to take no code without a receipt says so here; `nativeJudge` compiles instead.
const refuse: Judge = {
  judge: async () => ({ kind: 'failed', because: { kind: 'judge-error', message: 'there is no receipt' } }),
};

const judge = receiptJudge({
  policy: await makePolicy({ maxCycles: '2000000000' }),
  asked: [
    {
      target: 'x86_64-unknown-linux-gnu',
      compiler: { name: 'wasmtime', version: '48.0.8' },
      profile: 'fast-exec',
    },
  ],
  receipts,
  fallback: refuse,
  // The committed receipts are bound to no chain; a chain's own policy has a context.
  leaveOpen: ['context'],
});

const never = new AbortController().signal;
const other = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
console.log(`${moduleFile}: ${(await judge.judge(wasm, never)).kind}`);
console.log(`an empty module: ${(await judge.judge(other, never)).kind}`);
