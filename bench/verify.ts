/**
 * Verification of the committed receipts: in Node cold (a new process) and warm, natively, and how much memory it
 * takes. `npx tsx bench/verify.ts` prints a table and JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withEngine } from '@zkcwasm/prover';
import { decodeReceipt, isAggregate, makePolicy, verifyReceipt } from '@zkcwasm/verifier';
import { sp1Seal } from '@zkcwasm/verifier/internal';
import { median } from './statistics.js';

const RUNS = 15;
const receipts = fileURLToPath(new URL('../artifacts/receipts/', import.meta.url));
const library = fileURLToPath(new URL('../verifier/dist/index.js', import.meta.url));

/** A process of its own: milliseconds from its start to the verdict, and its peak memory. */
function cold(name: string): { ms: number; peakBytes: number } {
  const code = `
    import { readFileSync } from 'node:fs';
    import { makePolicy, verifyReceipt } from ${JSON.stringify(library)};
    const read = (f) => new Uint8Array(readFileSync(${JSON.stringify(receipts)} + f));
    const policy = await makePolicy({ sources: ['upstream', 'tuned'], allowRejected: true });
    await verifyReceipt(read('${name}.receipt'), { policy, wasm: read('${name}.wasm') });
    console.log(JSON.stringify({ ms: performance.now(), peakBytes: process.resourceUsage().maxRSS * 1024 }));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return JSON.parse(out) as { ms: number; peakBytes: number };
}

const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-bench-'));
try {
  const rows = await withEngine(async (engine) => {
    const out: Record<string, unknown>[] = [];
    for (const file of readdirSync(receipts).filter((f) => f.endsWith('.receipt'))) {
      if (isAggregate(readFileSync(join(receipts, file)))) continue; // bench/aggregate.ts
      const name = file.slice(0, -'.receipt'.length);
      const receipt = new Uint8Array(readFileSync(join(receipts, file)));
      const wasm = new Uint8Array(readFileSync(join(receipts, `${name}.wasm`)));
      const policy = await makePolicy({ sources: ['upstream', 'tuned'], allowRejected: true });
      const seal = join(folder, name);
      writeFileSync(seal, await sp1Seal(decodeReceipt(receipt)));
      const warm: number[] = [];
      const native: number[] = [];
      for (let i = 0; i < RUNS + 3; i += 1) {
        const start = performance.now();
        await verifyReceipt(receipt, { policy, wasm });
        const { elapsedMs } = await engine.request('verify', { seal });
        if (i < 3) continue;
        warm.push(performance.now() - start - elapsedMs);
        native.push(elapsedMs);
      }
      const colds = Array.from({ length: 5 }, () => cold(name));
      out.push({
        receipt: name,
        bytes: receipt.length,
        warmMs: round(median(warm)),
        coldMs: round(median(colds.map((c) => c.ms))),
        nativeMs: round(median(native)),
        peakMB: round(Math.max(...colds.map((c) => c.peakBytes)) / 1e6),
      });
    }
    return out;
  });
  console.table(rows);
  console.log(JSON.stringify({ node: process.version, date: new Date().toISOString().slice(0, 10), rows }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
