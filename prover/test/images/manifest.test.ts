import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';
import { ProverError } from '../../src/errors/base.js';
import { parseManifest } from '../../src/images/manifest.js';

const FILE = readFileSync(fileURLToPath(new URL('../../../artifacts/images.toml', import.meta.url)), 'utf8');

function problem(text: string): string {
  try {
    parseManifest(text);
  } catch (error) {
    if (error instanceof ProverError && error.code === 'images/invalid') return error.shortMessage;
    throw error;
  }
  return '';
}

describe('the list of images', () => {
  test('gives every image a name of its own that says compiler, target and profile', () => {
    const { images, default: fallback } = parseManifest(FILE);
    expect(images.length).toBeGreaterThanOrEqual(2);
    expect(new Set(images.map(({ name }) => name)).size).toBe(images.length);
    expect(images.map(({ name }) => name)).toContain('wasmtime-48-x86_64-linux-fast-exec');
    expect(fallback).toEqual({
      compiler: 'wasmtime-48',
      compilerVersion: '48.0.8',
      triple: 'x86_64-unknown-linux-gnu',
      profile: 'fast-exec',
    });
  });

  test('has the compilers side by side, each with its version', () => {
    const versions = new Map(
      parseManifest(FILE).images.map((image) => [image.compiler, image.compilerVersion]),
    );
    expect(versions.get('wasmtime-48')).toBe('48.0.8');
    expect(versions.get('wasmtime-36')).toBe('36.0.20');
  });

  test('calls a tuned compiler by another version and its images by other names', () => {
    const tuned = `${FILE}\n[[images]]\ncompiler = "wasmtime-48"\ntarget = "x86_64-linux"\nprofiles = ["fast-exec"]\nsource = "tuned"\n`;
    const image = parseManifest(tuned).images.find(({ source }) => source === 'tuned');
    expect(image?.name).toBe('wasmtime-48-x86_64-linux-fast-exec-tuned');
    expect(image?.compilerVersion).toBe('48.0.8+tuned.1');
  });

  test.each([
    ['no TOML', 'images = [', 'not TOML'],
    [
      'an unknown target',
      FILE.replace('target = "x86_64-linux"\nprofiles', 'target = "m68k-amiga"\nprofiles'),
      'no target m68k-amiga',
    ],
    [
      'an unknown compiler',
      FILE.replaceAll('compiler = "wasmtime-48"', 'compiler = "wasmtime-99"'),
      'no compiler wasmtime-99',
    ],
    [
      'a profile that is not defined',
      FILE.replace('[profiles.baseline]', '[profiles.other]'),
      'no profile baseline',
    ],
    [
      'two images alike',
      `${FILE}\n[[images]]\ncompiler = "wasmtime-48"\ntarget = "x86_64-linux"\nprofiles = ["fast-exec"]\nsource = "upstream"\n`,
      'two images are alike',
    ],
    [
      'two images alike of the other compiler',
      `${FILE}\n[[images]]\ncompiler = "wasmtime-36"\ntarget = "x86_64-linux"\nprofiles = ["fast-exec"]\nsource = "upstream"\n`,
      'two images are alike: wasmtime-36-x86_64-linux-fast-exec',
    ],
    [
      'a profile that this version does not have',
      `${FILE}\n[[images]]\ncompiler = "wasmtime-36"\ntarget = "x86_64-linux"\nprofiles = ["fast-prove"]\nsource = "upstream"\n`,
      'compiler wasmtime-36 has no profile fast-prove',
    ],
    [
      'a source that does not exist',
      FILE.replace('source = "upstream"', 'source = "mine"'),
      'images.0.source',
    ],
    ['a key that does not exist', `colour = 1\n${FILE}`, 'colour'],
    ['a default that is no image', FILE.replace('profile = "fast-exec"', 'profile = "slow"'), 'default'],
    [
      'a name of the language',
      FILE.replace('target = "x86_64-linux"\nprofiles', 'target = "constructor"\nprofiles'),
      'no target constructor',
    ],
  ])('with %s is refused', (_, text, why) => {
    expect(problem(text)).toContain(why);
  });
});
