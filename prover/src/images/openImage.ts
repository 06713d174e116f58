import { type Image, knownImages } from '@zkcwasm/verifier';
import { ProverError } from '../errors/base.js';
import { imageManifest, isChosen, type ListChoice } from './imageManifest.js';
import { unpackProgram } from './unpackProgram.js';

/** An image whose program is at hand. */
export interface OpenImage extends Image {
  /** Path of the ELF, checked against `elfHash`. */
  elf: string;
}

/** Name of an artifact profile, as the list of images has it. */
export type ProfileName = string;

/** What an image is chosen by: what is left out is the list's default, an upstream compiler. */
export interface ImageChoice extends ListChoice {
  /** This very image, whatever else is said: superseded ones too, for who still trusts no other. */
  imageId?: string | undefined;
}

/**
 * Finds the image for a compiler version, a target and an artifact profile, or the one with an ID, and unpacks its program to
 * the cache. Superseded images are found by their ID only, revoked ones not at all.
 *
 * @throws ProverError `image/unknown`, `image/missing`, `image/not-built`, `image/corrupt`, `images/invalid`; InputError `output/unwritable`
 */
export async function openImage(choice: ImageChoice = {}): Promise<OpenImage> {
  const image = choice.imageId === undefined ? await listedImage(choice) : await imageWithId(choice.imageId);
  return { ...image, elf: await unpackProgram(image) };
}

async function imageWithId(imageId: string): Promise<Image> {
  const image = (await knownImages()).find(
    (known) => known.imageId === imageId && known.status !== 'revoked',
  );
  if (image !== undefined) return image;
  throw new ProverError('image/unknown', `there is no image ${imageId}, or it is revoked`, {
    hint: '`zkcwasm images` prints every image with its ID.',
  });
}

async function listedImage(choice: ImageChoice): Promise<Image> {
  const { images, default: fallback } = imageManifest();
  const version = choice.compilerVersion ?? fallback.compilerVersion;
  const target = choice.target ?? fallback.triple;
  const profile = choice.profile ?? fallback.profile;
  const listed = images.find((image) => isChosen(image, choice));
  if (listed === undefined) {
    throw new ProverError(
      'image/unknown',
      `there is no image of compiler version ${version} for target ${target} and profile ${profile}`,
      { hint: `There are: ${images.map((i) => `${i.name} (${i.compilerVersion})`).join(', ')}.` },
    );
  }
  const built = (await knownImages()).filter(
    ({ name, status }) => name === listed.name && status === 'active',
  );
  const [image] = built;
  if (image === undefined || built.length > 1) {
    throw new ProverError(
      'image/missing',
      `image ${listed.name} is listed, and ${image ? 'built twice' : 'not built'}`,
      {
        hint: 'Build it with `npm run build:image`, and publish it with scripts/publish-image.ts.',
      },
    );
  }
  if (
    image.target !== listed.triple ||
    image.profileName !== listed.profile ||
    image.source !== listed.source
  ) {
    throw new ProverError('image/corrupt', `image ${listed.name} is not what images.toml says that it is`);
  }
  return image;
}
