/**
 * Builds the programs of images that are listed by hash and not at hand, one after the other, and puts those that have the
 * listed hash into the cache, from which everything takes them. Some 15 minutes each; goes on with the next where one fails.
 *
 *     npx tsx scripts/build-images.ts [NAME...]      default: every active image that is not at hand
 */
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { imageManifest, openImage, ProverError } from '@zkcwasm/prover';
import { knownImages, toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { execa } from 'execa';
import { CACHE, ROOT } from '../prover/src/paths.js';

const asked = process.argv.slice(2);
const listed = imageManifest().images.map(({ name }) => name);
const unknown = asked.filter((name) => !listed.includes(name));
if (unknown.length > 0) {
  console.error(`there is no image ${unknown.join(', ')}; there are ${listed.join(', ')}`);
  process.exit(2);
}
let failed = 0;
for (const image of await knownImages()) {
  if (image.status !== 'active' || (asked.length > 0 && !asked.includes(image.name))) continue;
  try {
    await openImage({ imageId: image.imageId });
    console.log(`${image.name}: at hand`);
    continue;
  } catch (error) {
    if (!(error instanceof ProverError) || error.code !== 'image/not-built') throw error;
  }
  const folder = await mkdtemp(join(CACHE, 'building-'));
  try {
    const elf = join(folder, 'image.elf');
    await execa('scripts/build-image.sh', [image.name, elf], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const found = toHex(sha256(await readFile(elf)));
    if (found !== image.elfHash) {
      throw new Error(
        `what was built has the hash ${found}, and not ${image.elfHash}, which images.json lists`,
      );
    }
    await rename(elf, join(CACHE, 'images', `${found}.elf`));
    console.log(`${image.name}: built`);
  } catch (error) {
    failed += 1;
    console.error(`${image.name}: ${(error as Error).message}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
process.exitCode = failed === 0 ? 0 : 1;
