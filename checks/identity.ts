/**
 * Byte identity: what the images make of real contracts is what the native compiler makes of them, or both refuse them, by
 * execution without proving. All images that are at hand, or those that are named, or those of the targets that are named; of the
 * corpus all modules, or those whose names hold one of the words.
 *
 *     npm run test:identity [-- --image NAME... --target TRIPLE... WORD...]
 */
import { parseArgs } from 'node:util';
import {
  compile,
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  type Engine,
  type Job,
  meter,
  ProverError,
  withEngine,
} from '@zkcwasm/prover';
import { corpus } from '../testkit/corpus/corpus.js';
import { activeImages } from '../testkit/engine/activeImages.js';
import { jobOf } from '../testkit/engine/measure.js';

const { values: options, positionals: wanted } = parseArgs({
  options: {
    image: { type: 'string', multiple: true, default: [] },
    target: { type: 'string', multiple: true },
  },
  allowPositionals: true,
});
const named = options.image;
const images = (await activeImages()).filter(
  ({ name, target }) =>
    (named.length === 0 || named.includes(name)) && (options.target?.includes(target) ?? true),
);
for (const name of named) {
  if (images.some((image) => image.name === name)) continue;
  console.error(`there is no image ${name} whose program is at hand`);
  process.exit(2);
}
if (images.length === 0) {
  console.error(`there is no image at hand for ${options.target?.join(', ')}`);
  process.exit(2);
}
const modules = (await corpus()).filter(
  ({ name }) => wanted.length === 0 || wanted.some((w) => name.includes(w)),
);
let failed = 0;
await withEngine(async (engine) => {
  for (const image of images) {
    console.log(`image ${image.name}`);
    for (const { name, wasm } of modules) {
      // Host functions of four chains: every import is allowed.
      const job = jobOf(image, wasm, DEFAULT_LIMITS, Number(DEFAULT_MAX_CYCLES));
      const metered = await meter(engine, job);
      const native = await natively(engine, job);
      const same = (metered.artifactDigest ?? metered.rejection?.reason) === native.outcome;
      if (!same) failed += 1;
      const row = [
        same ? 'same' : 'DIFFERENT',
        name.padEnd(45),
        `${wasm.length} bytes`,
        `${metered.cycles} cycles`,
        `${(Number(metered.cycles) / wasm.length).toFixed(0)} cycles/byte`,
        `heap ${metered.peakHeapBytes}`,
        metered.rejection?.reason ?? `native ${native.ms?.toFixed(1)} ms`,
      ];
      console.log(row.join('  '));
    }
  }
});
const compared = images.length * modules.length;
console.log(`${compared - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 && compared > 0 ? 0 : 1;

/** The artifact's digest, or why there is none. */
async function natively(engine: Engine, job: Job): Promise<{ outcome: string; ms?: number }> {
  try {
    const { digest, elapsedMs } = await compile(engine, job);
    return { outcome: digest, ms: elapsedMs };
  } catch (error) {
    if (!(error instanceof ProverError) || error.code !== 'module/rejected') throw error;
    return { outcome: error.shortMessage.replace(/^the module was refused: /, '') };
  }
}
