import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { toHex } from '@zkcwasm/verifier';
import { sha256, writeWhole } from '@zkcwasm/verifier/node';
import { ProverError } from '../errors/base.js';
import { ARTIFACTS, CACHE } from '../paths.js';

/** What names a program under `artifacts/images`. */
interface Program {
  name: string;
  /** SHA-256 of the ELF, hex. */
  elfHash: string;
}

/** Largest program that is unpacked, bytes; images have 4 to 6 MB. */
const MAX_ELF_BYTES = 64 << 20;

/**
 * Unpacks a program to the cache, unless it is there. Programs that no fixture needs are in no clone: they are listed by hash,
 * and in the cache once they have been built.
 *
 * @returns path of the ELF, checked against its hash
 * @throws ProverError `image/not-built` where it is listed by hash alone and was not built here, `image/corrupt`; InputError
 *   `output/unwritable`
 */
export async function unpackProgram(program: Program): Promise<string> {
  const elf = join(CACHE, 'images', `${program.elfHash}.elf`);
  const cached = await readFile(elf).catch(() => undefined);
  if (cached === undefined || toHex(sha256(cached)) !== program.elfHash) await unpack(program, elf);
  return elf;
}

/**
 * Where a program can be had without building it: in the cache with the right hash, packed among the artifacts, or nowhere.
 * Nothing is written.
 *
 * @param folder where unpacked programs are
 */
export async function programAt(
  { name, elfHash }: Program,
  folder: string,
): Promise<'cache' | 'artifacts' | undefined> {
  const cached = await readFile(join(folder, `${elfHash}.elf`)).catch(() => undefined);
  if (cached !== undefined && toHex(sha256(cached)) === elfHash) return 'cache';
  const packed = join(ARTIFACTS, 'images', `${name}.elf.br`);
  return access(packed).then(
    () => 'artifacts' as const,
    () => undefined,
  );
}

async function unpack(image: Program, elf: string): Promise<void> {
  const packed = join(ARTIFACTS, 'images', `${image.name}.elf.br`);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(packed);
  } catch (error) {
    throw new ProverError(
      'image/not-built',
      `the program of image ${image.name} is listed by its hash, and not here`,
      {
        hint: `Build it with \`npm run build:images -- ${image.name}\`: some 15 minutes.`,
        cause: error,
      },
    );
  }
  let program: Uint8Array;
  try {
    program = await promisify(brotliDecompress)(bytes, { maxOutputLength: MAX_ELF_BYTES });
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
