/** What every Cargo package that is not part of an image is linted for; `checks/rust.sh` runs clippy with warnings as errors. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Images, whose files stay as they were built, contracts, and what is only fetched or measured. */
const WITHOUT =
  /^(stateless\/executor-image|guest\/(aggregate|aggregator|compilers\/.*|image|journal|runtime|sha256)|stateless\/contracts\/.*|stateless\/contracts|testkit\/corpus\/.*|bench\/.*|checks\/targets\/native|examples\/.*)$/;

interface Manifest {
  package?: { name: string };
  lints?: { rust?: Record<string, unknown>; clippy?: Record<string, unknown> };
}
const packages = execFileSync('git', ['ls-files', '*Cargo.toml'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n')
  .map((file) => file.replace(/\/Cargo\.toml$/, ''))
  .filter((folder) => !WITHOUT.test(folder))
  .map((folder) => ({
    folder,
    ...(parse(readFileSync(`${root}${folder}/Cargo.toml`, 'utf8')) as Manifest),
  }))
  .filter((manifest) => manifest.package !== undefined);

test('which packages are linted', () => {
  expect(packages.map(({ folder }) => folder).sort()).toEqual([
    'guest/counter',
    'guest/profiler',
    'guest/smith',
    'prover/engine',
    'runner/lines',
    'runner/wasmtime-36',
    'runner/wasmtime-48',
    'stateless/runner',
    'verifier/stark',
  ]);
});

test.each(packages)('$folder asks for the lints that all have', ({ lints }) => {
  expect(lints?.rust).toMatchObject({ unsafe_op_in_unsafe_fn: 'warn' });
  expect(lints?.clippy).toMatchObject({
    undocumented_unsafe_blocks: 'warn',
    dbg_macro: 'warn',
    todo: 'warn',
  });
});

test('the native tools of the guest have the same lints', () => {
  const [counter, ...others] = packages.filter(({ folder }) => folder.startsWith('guest/'));
  expect(counter?.lints?.rust?.unsafe_code).toBe('forbid');
  for (const { lints } of others) expect(lints).toEqual(counter?.lints);
});

test('all of pedantic is asked for outside the guest, with exceptions by name', () => {
  for (const { folder, lints } of packages.filter(({ folder }) => !folder.startsWith('guest/')))
    expect(lints?.clippy?.pedantic, folder).toEqual({ level: 'warn', priority: -1 });
});

test('the runners, which have one source, have the same lints', () => {
  const [old, current] = ['runner/wasmtime-36', 'runner/wasmtime-48'].map(
    (folder) => packages.find((manifest) => manifest.folder === folder)?.lints,
  );
  expect(old).toEqual(current);
});
