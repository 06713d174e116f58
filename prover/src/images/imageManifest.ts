import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProverError } from '../errors/base.js';
import { ARTIFACTS } from '../paths.js';
import { type ImageManifest, parseManifest } from './manifest.js';

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
