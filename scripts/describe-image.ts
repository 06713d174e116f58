/**
 * One image of artifacts/images.toml as lines `name=value`, for the scripts that build images.
 *
 *     npx tsx scripts/describe-image.ts [NAME]      the default image where none is named
 *     npx tsx scripts/describe-image.ts --all       the names of all images, a line each
 */
import { imageManifest, isChosen, ProverError } from '@zkcwasm/prover';
import { compilerFolder } from './compilerFolder.js';

const [asked, ...more] = process.argv.slice(2);
const { images } = imageManifest();
if (more.length > 0) {
  console.error('usage: describe-image.ts [NAME | --all]');
  process.exit(2);
}
if (asked === '--all') {
  for (const { name } of images) console.log(name);
} else {
  const image = images.find((one) => (asked === undefined ? isChosen(one) : one.name === asked));
  if (image === undefined) {
    const names = images.map(({ name }) => name);
    console.error(`there is no image ${asked} in artifacts/images.toml; there are ${names.join(', ')}`);
    process.exit(2);
  }
  try {
    compilerFolder(image);
  } catch (error) {
    if (!(error instanceof ProverError)) throw error;
    console.error(`${error.shortMessage}. ${error.hint}`);
    process.exit(2);
  }
  // Words of letters, digits, - and _ alone: the list of images is read by a schema that says so.
  const { name, compiler, target, profile } = image;
  console.log(
    Object.entries({ name, compiler, target, profile })
      .map(([key, value]) => `${key}=${value}`)
      .join('\n'),
  );
}
