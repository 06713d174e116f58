/**
 * Byte identity: what the image makes of real contracts is what the native compiler makes of them, by execution
 * without proving. `npm run test:identity [-- NAME...]`
 */
import { compile, DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, meter, openImage, withEngine } from '@zkcwasm/prover';
import { jobOf } from './bombs/measure.js';
import { corpus } from './corpus.js';

const wanted = process.argv.slice(2);
const image = await openImage();
const modules = (await corpus()).filter(
  ({ name }) => wanted.length === 0 || wanted.some((w) => name.includes(w)),
);
let failed = 0;
await withEngine(async (engine) => {
  for (const { name, wasm } of modules) {
    // Host functions of four chains: every import is allowed.
    const job = jobOf(image, wasm, DEFAULT_LIMITS, Number(DEFAULT_MAX_CYCLES));
    const metered = await meter(engine, job);
    const native = await compile(engine, job);
    const same = metered.artifactDigest === native.digest;
    if (!same) failed += 1;
    const row = [
      same ? 'same' : 'DIFFERENT',
      name.padEnd(45),
      `${wasm.length} bytes`,
      `${metered.cycles} cycles`,
      `${(Number(metered.cycles) / wasm.length).toFixed(0)} cycles/byte`,
      `heap ${metered.peakHeapBytes}`,
      `native ${native.elapsedMs.toFixed(1)} ms`,
    ];
    console.log(row.join('  '));
  }
});
console.log(`${modules.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && modules.length > 0 ? 0 : 1;
