/**
 * Puts a built ELF under `artifacts/`: compressed, with its image ID, profile and compiler in `images.json`. An image
 * of the same name that was there before is superseded: its receipts are still accepted, and no more are made. Take it
 * out of the list by hand when no receipt of it is left, or revoke it if something is wrong with it.
 *
 *     npx tsx scripts/publish-image.ts ELF NAME TARGET PROFILE upstream|tuned
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { execa } from 'execa';
import { withEngine } from '../prover/src/engine/engine.js';
import type { Image } from '../verifier/src/index.js';

const [elf, name, target, profileName, source] = process.argv.slice(2);
if (
  elf === undefined ||
  name === undefined ||
  target === undefined ||
  profileName === undefined ||
  (source !== 'upstream' && source !== 'tuned')
) {
  console.error('usage: publish-image.ts ELF NAME TARGET PROFILE upstream|tuned');
  process.exit(2);
}
const at = (path: string) => fileURLToPath(new URL(`../artifacts/${path}`, import.meta.url));

const image: Image = await withEngine(async (engine) => {
  const hello = await engine.request('hello');
  const identified = await engine.request('image', { elf });
  const profile = await engine.request('profile', { target, profile: profileName });
  return {
    imageId: identified.imageId,
    name,
    elfHash: identified.elfHash,
    compiler: { name: hello.compiler, version: hello.compilerVersion },
    source,
    target,
    profile: profile.profile,
    profileName,
    proofSystem: 'sp1',
    circuit: hello.circuit,
    status: 'active',
  };
});
const program = readFileSync(elf);
const packed = brotliCompressSync(program, {
  params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: program.length },
});
writeFileSync(at(`images/${name}.elf.br`), packed);
const list = JSON.parse(readFileSync(at('images.json'), 'utf8')) as { images: Image[] };
const others = list.images
  .filter(({ imageId }) => imageId !== image.imageId)
  .map((other) =>
    other.name === name && other.status === 'active' ? { ...other, status: 'superseded' } : other,
  );
const images = [...others, image];
writeFileSync(at('images.json'), `${JSON.stringify({ images }, null, 2)}\n`);
// Otherwise it is known from the next `npm run build` on.
await execa('node', [fileURLToPath(new URL('./copy-images.mjs', import.meta.url))]);
console.log(`${name} ${image.imageId} ${program.length} bytes, packed ${packed.length}`);
