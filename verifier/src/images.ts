import * as z from '../embedded/zod.js';
import { InputError } from './errors/base.js';
import { utf8 } from './util/bytes.js';
import { type CanonicalValue, canonicalJson } from './util/canonicalJson.js';
import { toHex } from './util/hex.js';
import { sha256 } from './util/sha256.js';
import { strictFields, strictList } from './util/strictJson.js';

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

/**
 * Where the compiler of an image comes from. `upstream`: it computes what upstream's release computes, step by step. `tuned`:
 * it is built with patches that change how upstream computes; the artifact is the same, the cycles are not.
 */
export const IMAGE_SOURCES = ['upstream', 'tuned'] as const;
/** One of `IMAGE_SOURCES`. */
export type ImageSource = (typeof IMAGE_SOURCES)[number];

/** In the compiler version of tuned images, as in `48.0.8+tuned.1`; the first ones do not have it yet. */
const TUNED_VERSION = '+tuned.';

const fields = strictFields({
  /** SP1 program verifying-key hash, or RISC Zero image ID. */
  imageId: hex32,
  /** Name of the image; the file of the active one is `artifacts/images/NAME.elf.br`. */
  name: z.string().regex(/^[a-z0-9_-]+$/),
  /** SHA-256 of the ELF. */
  elfHash: hex32,
  compiler: strictFields({ name: z.string(), version: z.string() }),
  /** `upstream` or `tuned`. */
  source: z.enum(IMAGE_SOURCES),
  target: z.string(),
  /** Digest of the artifact profile built in. */
  profile: hex32,
  /** Its name, for people and for `profiles` in a policy; `fast-exec` where left out. */
  profileName: z.string().default('fast-exec'),
  /**
   * Its journals say how many instructions it executed: its program counts them, and was checked to count all
   * (docs/reference/limits.md). Left out where it does not count, as the first images did not.
   */
  countsInstructions: z.literal(true, { error: 'must be true, or left out' }).optional(),
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
/** One compiler image, as `artifacts/images.json` lists it. */
export const imageSchema = fields.refine(
  ({ source, compiler }) => source === 'tuned' || !compiler.version.includes(TUNED_VERSION),
  { path: ['source'], error: 'must be tuned, as the compiler version says' },
);
/** One compiler image: which program it is, what it compiles for, and whether it is trusted. */
export type Image = z.infer<typeof imageSchema>;

/**
 * An aggregator: the program that checks many receipts and commits which they are. It compiles nothing, so it has neither
 * compiler nor target nor profile, and is in no list of compiler images.
 */
export const aggregatorSchema = strictFields({
  /** SP1 program verifying-key hash. */
  imageId: hex32,
  /** The file of the active one is `artifacts/images/NAME.elf.br`. */
  name: z.string().regex(/^[a-z0-9_-]+$/),
  /** SHA-256 of the ELF. */
  elfHash: hex32,
  /** For instance `sp1`: of the aggregate's seal, and of every receipt in it. */
  proofSystem: z.string(),
  /** Circuit version. */
  circuit: z.string(),
  /** As for images. */
  status: z.enum(['active', 'superseded', 'revoked']),
  /** Why, for a revoked one. */
  reason: z.string().optional(),
});
/** One aggregator: the program that folds many receipts into one. */
export type Aggregator = z.infer<typeof aggregatorSchema>;

const listSchema = strictFields({
  images: strictList(imageSchema),
  aggregators: strictList(aggregatorSchema).default([]),
});

/**
 * The images that this version of the package knows.
 *
 * @throws InputError `input/unreadable`
 */
export async function knownImages(): Promise<Image[]> {
  return (await readList()).images;
}

/**
 * The aggregators that this version of the package knows.
 *
 * @throws InputError `input/unreadable`
 */
export async function knownAggregators(): Promise<Aggregator[]> {
  return (await readList()).aggregators;
}

async function readList(): Promise<z.infer<typeof listSchema>> {
  try {
    const { IMAGE_LIST } = await import('../embedded/images.js');
    return listSchema.parse(IMAGE_LIST);
  } catch (error) {
    throw new InputError('input/unreadable', "the package's list of images cannot be read", {
      hint: 'Run `npm run build`, or install the package again.',
      cause: error,
    });
  }
}

/** A list of images in its canonical order, each once. */
export function canonicalImages(images: readonly (Image | Aggregator)[]): CanonicalValue[] {
  const byText = new Map(images.map((image) => [canonicalJson(image), image]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, image]) => image);
}

/**
 * SHA-256 of a list of images, 64 hex digits: of the text `zkcwasm images 1`, a line feed, and the images as JSON with sorted
 * keys and no white space, sorted by that text, each once. A policy pins it with `imageList`.
 */
export function imageListDigest(images: readonly Image[]): string {
  return toHex(sha256(utf8(`zkcwasm images 1\n${canonicalJson(canonicalImages(images))}`)));
}
