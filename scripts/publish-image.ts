/**
 * Puts a built ELF under `artifacts/`: compressed, with its image ID, profile and compiler in `images.json`. An image
 * of the same name that was there before is superseded: its receipts are still accepted, and no more are made. Take it
 * out of the list by hand when no receipt of it is left, or revoke it if something is wrong with it.
 *
 *     npx tsx scripts/publish-image.ts ELF NAME [--by-hash]      NAME as artifacts/images.toml has it
 *
 * With `--by-hash` the program itself does not go under `artifacts/`, only to the cache: for images that no fixture needs.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { imageManifest, withEngine } from '@zkcwasm/prover';
import type { Image } from '@zkcwasm/verifier';
import { execa } from 'execa';
import { CACHE } from '../prover/src/paths.js';

const byHash = process.argv.includes('--by-hash');
const [elf, name] = process.argv.slice(2).filter((arg) => arg !== '--by-hash');
const listed = imageManifest().images.find((image) => image.name === name);
if (elf === undefined || listed === undefined) {
  const names = imageManifest().images.map((image) => image.name);
  console.error(`usage: publish-image.ts ELF NAME [--by-hash]\nNAME is one of ${names.join(', ')}`);
  process.exit(2);
}
const at = (path: string) => fileURLToPath(new URL(`../artifacts/${path}`, import.meta.url));

const image: Image = await withEngine(async (engine) => {
  const { circuit } = await engine.request('hello');
  const identified = await engine.request('image', { elf });
  const { triple: target, profile: profileName } = listed;
  const runner = await engine.runner(listed.compilerVersion);
  const profile = await runner.request('profile', { target, profile: profileName });
  if (runner.compiler !== listed.compilerName) {
    throw new Error(
      `the runner has ${runner.compiler} ${runner.compilerVersion}, and ${listed.name} is another`,
    );
  }
  return {
    imageId: identified.imageId,
    name: listed.name,
    elfHash: identified.elfHash,
    compiler: { name: listed.compilerName, version: listed.compilerVersion },
    source: listed.source,
    target,
    profile: profile.profile,
    profileName,
    // scripts/build-image.sh puts it in, and checks it.
    countsInstructions: true,
    proofSystem: 'sp1',
    circuit,
    status: 'active',
  };
});
const program = readFileSync(elf);
const packed = brotliCompressSync(program, {
  params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: program.length },
});
if (byHash) {
  rmSync(at(`images/${name}.elf.br`), { force: true });
  mkdirSync(join(CACHE, 'images'), { recursive: true });
  writeFileSync(join(CACHE, 'images', `${image.elfHash}.elf`), program);
} else {
  writeFileSync(at(`images/${name}.elf.br`), packed);
}
const list = JSON.parse(readFileSync(at('images.json'), 'utf8')) as { images: Image[] };
const others = list.images
  .filter(({ imageId }) => imageId !== image.imageId)
  .map((other) =>
    other.name === name && other.status === 'active' ? { ...other, status: 'superseded' } : other,
  );
const images = [...others, image];
writeFileSync(at('images.json'), `${JSON.stringify({ ...list, images }, null, 2)}\n`);
// Otherwise it is known from the next `npm run build` on.
await execa('node', [fileURLToPath(new URL('./embed-resources.mjs', import.meta.url))]);
console.log(`${name} ${image.imageId} ${program.length} bytes, packed ${packed.length}`);
