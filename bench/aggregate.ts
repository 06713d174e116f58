/**
 * The committed aggregate against the single receipts that it stands for: bytes, and milliseconds to verify in Node, warm.
 * `npx tsx bench/aggregate.ts` prints JSON.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import {
  decodeAggregate,
  decodeReceipt,
  isAggregate,
  makePolicy,
  toHex,
  verifyAggregate,
  verifyReceipt,
} from '@zkcwasm/verifier';
import { median } from './statistics.js';

const RUNS = 15;
const at = (file: string) => fileURLToPath(new URL(`../artifacts/receipts/${file}`, import.meta.url));
const read = (file: string) => new Uint8Array(readFileSync(at(file)));

const aggregate = read('aggregate.receipt');
const { statements, seal } = decodeAggregate(aggregate);
const journals = new Set(statements.map(({ journal }) => toHex(journal)));
const names = readdirSync(at(''))
  .filter((file) => file.endsWith('.receipt') && !isAggregate(read(file)))
  .map((file) => file.slice(0, -'.receipt'.length))
  .filter((name) => journals.has(toHex(decodeReceipt(read(`${name}.receipt`)).journal)));
const policy = await makePolicy({ allowRejected: true });
const singles = names.map((name) => ({ receipt: read(`${name}.receipt`), wasm: read(`${name}.wasm`) }));
const modules = singles.map(({ wasm }) => wasm);

const [single, folded]: [number[], number[]] = [[], []];
for (let i = 0; i < RUNS + 3; i += 1) {
  const start = performance.now();
  for (const { receipt, wasm } of singles) await verifyReceipt(receipt, { policy, wasm });
  const between = performance.now();
  await verifyAggregate(aggregate, { policy, modules });
  const end = performance.now();
  if (i < 3) continue;
  single.push(between - start);
  folded.push(end - between);
}
const round = (ms: number) => Math.round(ms * 10) / 10;
console.log(
  JSON.stringify(
    {
      receipts: names,
      single: {
        bytes: singles.reduce((sum, { receipt }) => sum + receipt.length, 0),
        verifyMs: round(median(single)),
      },
      aggregate: {
        bytes: aggregate.length,
        brotliBytes: brotliCompressSync(aggregate).length,
        sealBytes: seal.length,
        statementBytes: Math.round((aggregate.length - seal.length) / statements.length),
        verifyMs: round(median(folded)),
      },
    },
    null,
    2,
  ),
);
