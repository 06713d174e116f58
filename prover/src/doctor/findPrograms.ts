/** What is looked at of images, engine and runners. */
import { join } from 'node:path';
import { knownImages, ZkcwasmError } from '@zkcwasm/verifier';
import { imageManifest, isChosen } from '../images/imageManifest.js';
import { programAt } from '../images/unpackProgram.js';
import { BUILD } from '../native/side.js';
import { findRunner } from '../runner/runnerList.js';
import type { Finding } from './finding.js';
import type { Surroundings } from './surroundings.js';

/** The lists of images; without them no command starts. */
export async function findLists(): Promise<Finding> {
  const neededFor = ['verify', 'run', 'meter', 'prove'] as const;
  try {
    const [known, { images }] = [await knownImages(), imageManifest()];
    const found = `images.json has ${known.length} images, images.toml ${images.length} kinds of image`;
    return { name: 'lists of images', ok: true, neededFor, found };
  } catch (error) {
    return { name: 'lists of images', ok: false, neededFor, ...problemOf(error) };
  }
}

/** One finding for each compiler version that an image has. */
export async function findRunners({ runners }: Surroundings): Promise<Finding[]> {
  const { images, default: fallback } = imageManifest();
  const versions = [...new Set(images.map(({ compilerVersion }) => compilerVersion))].sort();
  const usual = fallback.compilerVersion;
  return Promise.all(
    versions.map(async (version) => {
      const name = `runner ${version}`;
      const neededFor = version === usual ? (['run'] as const) : [];
      try {
        return { name, ok: true, neededFor, found: await findRunner(version, runners) };
      } catch (error) {
        return { name, ok: false, neededFor, ...problemOf(error) };
      }
    }),
  );
}

/** The engine, started far enough to say what it is; one that was built for another processor says so then. */
export async function findEngine({ engine, run }: Surroundings): Promise<Finding> {
  const common = { name: 'engine', neededFor: ['meter', 'prove'] as const };
  const answer = await run(engine, '--version');
  if ('line' in answer) return { ...common, ok: true, found: answer.line };
  return { ...common, ok: false, found: answer.problem, advice: `Build it with ${BUILD.engine}.` };
}

/** One finding for each image whose program is wanted. */
export async function findImages({ cache }: Surroundings): Promise<Finding[]> {
  const known = await knownImages();
  return Promise.all(
    imageManifest().images.map(async (listed) => {
      const { name } = listed;
      const neededFor = isChosen(listed) ? (['meter', 'prove'] as const) : [];
      const common = { name: `image ${name}`, neededFor };
      const image = known.find((one) => one.name === name && one.status === 'active');
      const advice = `Build it with \`npm run build:images -- ${name}\`: some 15 minutes.`;
      if (image === undefined) {
        const none = 'Nothing can be done here: it is to be made, and published, by the maintainers.';
        return { ...common, ok: false, found: 'it is not published yet', advice: none };
      }
      const at = await programAt(image, join(cache, 'images'));
      if (at === undefined) return { ...common, ok: false, found: 'its program is not here', advice };
      const found = at === 'cache' ? 'its program is in the cache' : 'its program is in artifacts/images';
      return { ...common, ok: true, found };
    }),
  );
}

function problemOf(error: unknown): { found: string; advice?: string } {
  if (!(error instanceof ZkcwasmError)) throw error;
  const { code, shortMessage, hint } = error;
  return { found: `${shortMessage} (${code})`, ...(hint === undefined ? {} : { advice: hint }) };
}
