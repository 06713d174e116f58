import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProverError } from '../errors/base.js';
import { ARTIFACTS } from '../paths.js';
import { type ImageManifest, type ListedImage, parseManifest } from './manifest.js';

let known: ImageManifest | undefined;

/**
 * What `artifacts/images.toml` says, read once.
 *
 * @throws ProverError `images/invalid`
 */
export function imageManifest(): ImageManifest {
  if (known !== undefined) return known;
  const path = join(ARTIFACTS, 'images.toml');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProverError('images/invalid', `the list of images ${path} cannot be read`, {
      hint: 'Check the file out again.',
      cause: error,
    });
  }
  known = parseManifest(text, path);
  return known;
}

/** What an image of the list is chosen by: what is left out is the list's default, an upstream compiler. */
export interface ListChoice {
  compilerVersion?: string | undefined;
  /** Target triple. */
  target?: string | undefined;
  profile?: string | undefined;
  source?: ListedImage['source'] | undefined;
}

/** Whether an image of the list is the one that is chosen; with nothing said, whether it is the default. */
export function isChosen(image: ListedImage, choice: ListChoice = {}): boolean {
  const usual = imageManifest().default;
  const { compilerVersion, target = usual.triple, profile = usual.profile, source = 'upstream' } = choice;
  const isCompiler =
    compilerVersion === undefined
      ? image.compiler === usual.compiler
      : image.compilerVersion === compilerVersion;
  return isCompiler && image.triple === target && image.profile === profile && image.source === source;
}

/** Names of artifact profiles that some image has, from the fastest code to the cheapest proof. */
export function profileNames(): string[] {
  return [...imageManifest().profiles.keys()];
}

/** The artifact profile that is taken where nothing is said. */
export function defaultProfile(): string {
  return imageManifest().default.profile;
}

/** Exact version of the compiler that is taken where nothing is said. */
export function defaultCompilerVersion(): string {
  return imageManifest().default.compilerVersion;
}

/** The target triple that is taken where nothing is said. */
export function defaultTarget(): string {
  return imageManifest().default.triple;
}
