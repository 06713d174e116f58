/**
 * Puts a built aggregator under `artifacts/`: compressed, with its image ID among the `aggregators` of `images.json`. The
 * one that was active before is superseded: its aggregates are still accepted, and no more are made.
 *
 *     npx tsx scripts/publish-aggregator.ts ELF
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { AGGREGATOR_NAME, withEngine } from '@zkcwasm/prover';
import type { Aggregator, Image } from '@zkcwasm/verifier';
import { execa } from 'execa';

const [elf] = process.argv.slice(2);
if (elf === undefined) {
  console.error('usage: publish-aggregator.ts ELF');
  process.exit(2);
}
const at = (path: string) => fileURLToPath(new URL(`../artifacts/${path}`, import.meta.url));

const aggregator: Aggregator = await withEngine(async (engine) => {
  const { circuit } = await engine.request('hello');
  const { imageId, elfHash } = await engine.request('image', { elf });
  return { imageId, name: AGGREGATOR_NAME, elfHash, proofSystem: 'sp1', circuit, status: 'active' };
});
const program = readFileSync(elf);
const packed = brotliCompressSync(program, {
  params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: program.length },
});
writeFileSync(at(`images/${AGGREGATOR_NAME}.elf.br`), packed);
const list = JSON.parse(readFileSync(at('images.json'), 'utf8')) as {
  images: Image[];
  aggregators?: Aggregator[];
};
const others = (list.aggregators ?? [])
  .filter(({ imageId }) => imageId !== aggregator.imageId)
  .map((other) => (other.status === 'active' ? { ...other, status: 'superseded' } : other));
const aggregators = [...others, aggregator];
writeFileSync(at('images.json'), `${JSON.stringify({ ...list, aggregators }, null, 2)}\n`);
// Otherwise it is known from the next `npm run build` on.
await execa('node', [fileURLToPath(new URL('./embed-resources.mjs', import.meta.url))]);
console.log(`${AGGREGATOR_NAME} ${aggregator.imageId} ${program.length} bytes, packed ${packed.length}`);
