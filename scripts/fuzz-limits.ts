/**
 * Every limit that a run can meet, at the value that it needs and around it: each must end in a statement, never in a failed
 * run.
 *
 *     npx tsx scripts/fuzz-limits.ts [AROUND]      AROUND values on either side, spread over 2,000; default 6
 */
import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, openImage, withEngine } from '@zkcwasm/prover';
import { execute, jobOf } from './bombs/measure.js';
import { meteringOf } from './bombs/meteringOf.js';

const around = Number(process.argv[2] ?? 6);
const wasm = new Uint8Array(readFileSync(new URL('../artifacts/receipts/add.wasm', import.meta.url)));
const image = await openImage();
let [statements, failed] = [0, 0];
await withEngine(async (engine) => {
  const needed = await meteringOf(engine, jobOf(image, wasm, DEFAULT_LIMITS, Number(DEFAULT_MAX_CYCLES)));
  for (const [limit, value] of needed) {
    const steps = Array.from({ length: around }, (_, i) => Math.round(2000 ** (i / Math.max(1, around - 1))));
    const values = new Set([0, value, ...steps.flatMap((step) => [value - step, value + step])]);
    for (const bound of [...values].filter((v) => v >= 0)) {
      const limits = { ...DEFAULT_LIMITS, [limit]: BigInt(bound) };
      const run = await execute(engine, jobOf(image, wasm, limits, Number(DEFAULT_MAX_CYCLES)));
      if (run.kind === 'compiled' || run.kind === 'refused') statements += 1;
      else {
        failed += 1;
        console.error(`${limit}=${bound}: ${run.kind} ${run.message ?? ''}`);
      }
    }
  }
});
console.log(`${statements} statements, ${failed} failed`);
process.exitCode = failed === 0 && statements > 0 ? 0 : 1;
