import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from './errors/base.js';
import { strictFields, strictList } from './util/strictJson.js';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

/** One compiler image, as `artifacts/images.json` lists it. */
export const imageSchema = strictFields({
  /** SP1 program verifying-key hash, or RISC Zero image ID. */
  imageId: hex32,
  /** Name of the image; the file of the active one is `artifacts/images/NAME.elf.br`. */
  name: z.string().regex(/^[a-z0-9_-]+$/),
  /** SHA-256 of the ELF. */
  elfHash: hex32,
  compiler: strictFields({ name: z.string(), version: z.string() }),
  target: z.string(),
  /** Digest of the artifact profile built in. */
  profile: hex32,
  /** Its name, for people and for `profiles` in a policy; `fast-exec` where left out. */
  profileName: z.string().default('fast-exec'),
  /** For instance `sp1`. */
  proofSystem: z.string(),
  /** Circuit version; any kind of seal of it is taken. */
  circuit: z.string(),
  /**
   * `active`: receipts are accepted. `superseded`: so are those that there are, but no more are made, since there is a
   * better image for the same target and profile. `revoked`: they are refused, with the reason.
   */
  status: z.enum(['active', 'superseded', 'revoked']),
  /** Why, for a revoked image. */
  reason: z.string().optional(),
});
export type Image = z.infer<typeof imageSchema>;

const listSchema = strictFields({ images: strictList(imageSchema) });

/**
 * The images that this version of the package knows.
 *
 * @throws InputError `input/unreadable`
 */
export async function knownImages(): Promise<Image[]> {
  const at = new URL('../images.json', import.meta.url);
  try {
    return listSchema.parse(JSON.parse(await readFile(at, 'utf8'))).images;
  } catch (error) {
    throw new InputError('input/unreadable', `the package's list of images cannot be read: ${at.pathname}`, {
      hint: 'Run `npm run build`, or install the package again.',
      cause: error,
    });
  }
}
