import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { type Image, knownImages, sha256, toHex, writeWhole } from '@zkcwasm/verifier';
import { ProverError } from '../errors/base.js';
import { ARTIFACTS, CACHE } from '../paths.js';

/** An image whose program is at hand. */
export interface OpenImage extends Image {
  /** Path of the ELF, checked against `elfHash`. */
  elf: string;
}

/** Largest program that is unpacked, bytes; images have 4 to 6 MB. */
const MAX_ELF_BYTES = 64 << 20;

/** What is compiled for where nothing is said. */
export const DEFAULT_TARGET = 'x86_64-unknown-linux-gnu';

/** Artifact profiles, from the fastest code to the cheapest proof; `guest/compiler/src/profile_name.rs` has them in Rust. */
export const PROFILES = ['fast-exec', 'fast-prove', 'baseline'] as const;
export type ProfileName = (typeof PROFILES)[number];
export const DEFAULT_PROFILE: ProfileName = 'fast-exec';

/**
 * Finds the active image for a target and an artifact profile, and unpacks its program to the cache.
 *
 * @throws ProverError `image/unknown`, `image/corrupt`; InputError `output/unwritable`
 */
export async function openImage(
  target = DEFAULT_TARGET,
  profile: ProfileName = DEFAULT_PROFILE,
): Promise<OpenImage> {
  const active = (await knownImages()).filter((image) => image.status === 'active');
  const image = active.find((candidate) => candidate.target === target && candidate.profileName === profile);
  if (image === undefined) {
    throw new ProverError('image/unknown', `there is no image for target ${target} and profile ${profile}`, {
      hint: `There are images for: ${active.map((i) => `${i.target} ${i.profileName}`).join(', ')}.`,
    });
  }
  const elf = join(CACHE, 'images', `${image.elfHash}.elf`);
  const cached = await readFile(elf).catch(() => undefined);
  if (cached === undefined || toHex(sha256(cached)) !== image.elfHash) await unpack(image, elf);
  return { ...image, elf };
}

async function unpack(image: Image, elf: string): Promise<void> {
  const packed = join(ARTIFACTS, 'images', `${image.name}.elf.br`);
  let program: Uint8Array;
  try {
    program = await promisify(brotliDecompress)(await readFile(packed), { maxOutputLength: MAX_ELF_BYTES });
  } catch (error) {
    throw new ProverError(
      'image/corrupt',
      `image ${packed} cannot be unpacked: ${(error as Error).message}`,
      {
        hint: 'Check the file out again, or build it with `npm run build:image`.',
        cause: error,
      },
    );
  }
  if (toHex(sha256(program)) !== image.elfHash) {
    throw new ProverError('image/corrupt', `image ${packed} does not have the hash that images.json names`);
  }
  await mkdir(join(CACHE, 'images'), { recursive: true });
  await writeWhole(elf, program, { overwrite: true });
}
