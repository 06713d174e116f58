import { type Image, knownImages } from '@zkcwasm/verifier';
import { ProverError } from '../errors/base.js';
import type { OpenImage } from './openImage.js';
import { unpackProgram } from './unpackProgram.js';

/**
 * Images by what they are called: the name of an active one, an ID, or eight or more digits that only one ID begins with. IDs of
 * superseded images are taken, of revoked ones not. Each image once, in the order given.
 *
 * @param called left out: every active image
 * @throws ProverError `image/unknown`; InputError
 */
export async function chooseImages(called?: readonly string[]): Promise<Image[]> {
  const known = (await knownImages()).filter(({ status }) => status !== 'revoked');
  const active = known.filter(({ status }) => status === 'active');
  const chosen = called === undefined ? active : called.map((text) => chooseOne(text, known, active));
  return [...new Set(chosen)];
}

function chooseOne(text: string, known: readonly Image[], active: readonly Image[]): Image {
  const byId = /^[0-9a-f]{8,64}$/.test(text) ? known.filter(({ imageId }) => imageId.startsWith(text)) : [];
  const found = byId.length > 0 ? byId : active.filter(({ name }) => name === text);
  const [image] = found;
  if (image !== undefined && found.length === 1) return image;
  const what = JSON.stringify(text.slice(0, 80));
  const why =
    found.length === 0 ? `there is no image ${what}, or it is revoked` : `${found.length} images are ${what}`;
  throw new ProverError('image/unknown', why, {
    hint: `Active ones: ${active.map(({ name }) => name).join(', ')}. \`zkcwasm images\` prints every image with its ID.`,
  });
}

/**
 * Unpacks the programs of images; before anything else is done, says all at once which are not at hand and how to build them.
 *
 * @throws ProverError `image/not-built`, `image/corrupt`; InputError `output/unwritable`
 */
export async function openImages(images: readonly Image[]): Promise<OpenImage[]> {
  const opened: OpenImage[] = [];
  const missing: Image[] = [];
  for (const image of images) {
    try {
      opened.push({ ...image, elf: await unpackProgram(image) });
    } catch (error) {
      const code = error instanceof ProverError ? error.code : undefined;
      if (code !== 'image/not-built' && !(code === 'image/corrupt' && image.status !== 'active')) throw error;
      missing.push(image);
    }
  }
  if (missing.length > 0) throw notBuilt(missing, opened);
  return opened;
}

function notBuilt(missing: readonly Image[], opened: readonly Image[]): ProverError {
  const label = ({ name, imageId, status }: Image) =>
    status === 'active' ? name : `${name} (${status}, ${imageId.slice(0, 16)})`;
  const names = missing.filter(({ status }) => status === 'active').map(({ name }) => name);
  const hints = [
    ...(names.length === 0
      ? []
      : [`Build with \`npm run build:images -- ${names.join(' ')}\`: some 15 minutes for each.`]),
    ...(names.length === missing.length
      ? []
      : ['A superseded image is built from the version of the sources that listed it as active.']),
    ...(opened.length === 0 ? [] : [`At hand: ${opened.map(label).join(', ')}.`]),
  ];
  const are =
    missing.length === 1 ? 'the program of an image is' : `the programs of ${missing.length} images are`;
  return new ProverError('image/not-built', `${are} not here: ${missing.map(label).join(', ')}`, {
    hint: hints.join(' '),
  });
}
