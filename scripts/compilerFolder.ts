import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProverError } from '@zkcwasm/prover';
import { ROOT } from '../prover/src/paths.js';

/**
 * The folder of the compiler that an image is built of: a crate with a lock file of its own.
 *
 * @throws ProverError `images/invalid`, where the list of images names a compiler that this checkout does not have
 */
export function compilerFolder(image: { name: string; compiler: string }, root = ROOT): string {
  const folder = join(root, 'guest', 'compilers', image.compiler);
  for (const file of ['Cargo.toml', 'Cargo.lock']) {
    if (existsSync(join(folder, file))) continue;
    throw new ProverError(
      'images/invalid',
      `image ${image.name} is of the compiler ${image.compiler}, and guest/compilers/${image.compiler}/${file} is not there`,
      { hint: 'Check the folder out again, or take the image out of artifacts/images.toml.' },
    );
  }
  return folder;
}
