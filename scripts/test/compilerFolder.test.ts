import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageManifest } from '@zkcwasm/prover';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../prover/src/paths.js';
import { temporaryFolder } from '../../testkit/temporaryFolder.js';
import { compilerFolder } from '../compilerFolder.js';

const IMAGE = { name: 'wasmtime-99-vax-fast-exec', compiler: 'wasmtime-99' };

test('the compiler of every listed image has its folder', () => {
  for (const image of imageManifest().images) expect(compilerFolder(image)).toContain(image.compiler);
});

test('a compiler whose folder is not there, or has no lock file, is named', () => {
  const root = temporaryFolder('compilers');
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const missing = (file: string) =>
    expect(() => compilerFolder(IMAGE, root)).toThrow(
      expect.objectContaining({
        code: 'images/invalid',
        shortMessage: expect.stringContaining(`guest/compilers/wasmtime-99/${file} is not there`),
      }),
    );
  missing('Cargo.toml');
  const folder = join(root, 'guest/compilers/wasmtime-99');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'Cargo.toml'), '');
  missing('Cargo.lock');
  writeFileSync(join(folder, 'Cargo.lock'), '');
  expect(compilerFolder(IMAGE, root)).toBe(folder);
});

test.each([
  ['scripts/stage-patched-crates.sh', ['wasmtime-99'], 'there is no compiler wasmtime-99'],
  ['scripts/stage-patched-crates.sh', ['../wasmtime-48'], 'there is no compiler ../wasmtime-48'],
  ['scripts/build-runner.sh', ['wasmtime-99'], 'there is no runner of wasmtime-99'],
  ['scripts/build-image.sh', ['wasmtime-99-vax-fast-exec'], 'there is no image wasmtime-99-vax-fast-exec'],
])(
  '%s %j says what is not there, and does nothing',
  async (script, args, why) => {
    const ended = await execa(script, args, { cwd: ROOT, reject: false });
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(why);
  },
  60_000,
);
