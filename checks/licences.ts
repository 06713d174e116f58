/**
 * Licences and origins of everything that is built or installed, by the lock files: what cargo-deny's checks of licences and
 * sources do, without a program that has to be built first. Every crate comes from crates.io or from this repository, and every
 * crate and every npm package that is not for development alone has a licence of the list below. Known weaknesses are not looked
 * up: that takes a database from the network (`cargo audit`, `npm audit`).
 *
 * `npx tsx checks/licences.ts`; seconds. Asks no network: a workspace whose crates were never fetched is told and left out,
 * unless it is one that `npm test` builds.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import satisfies from 'spdx-satisfies';
import * as z from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Licences that go with MIT OR Apache-2.0; MPL-2.0 binds only changes of its own files. */
const ALLOWED = [
  ...['MIT', 'MIT-0', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'],
  ...['ISC', 'Zlib', 'BSL-1.0', 'CC0-1.0', 'Unlicense', 'Unicode-3.0', 'CDLA-Permissive-2.0', 'MPL-2.0'],
  ...['BlueOak-1.0.0', 'Python-2.0'],
];
/** Others, by package, and why. */
const EXCEPTIONS: Readonly<Record<string, { licence: string; why: string }>> = {
  inferno: { licence: 'CDDL-1.0', why: 'draws flame graphs for the profiler, which is never distributed' },
};
/** Workspaces that must not be left out. */
const BUILT = ['prover/engine', 'verifier/stark', 'runner/wasmtime-48', 'stateless/runner', 'guest'];
/** Packages that are only fetched, for the modules in them: nothing of theirs is built or distributed. */
const FETCHED = 'testkit/corpus/';
const CRATES_IO = 'registry+https://github.com/rust-lang/crates.io-index';

const metadataSchema = z.object({
  packages: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      license: z.string().nullable(),
      source: z.string().nullable(),
    }),
  ),
  resolve: z.object({ nodes: z.array(z.object({ id: z.string() })) }),
});
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ license: z.string().optional(), dev: z.boolean().optional(), link: z.boolean().optional() }),
  ),
});

/** What is wrong with a package's licence; undefined where nothing is. */
export function licenceFault(name: string, licence: string | null | undefined): string | undefined {
  if (licence === null || licence === undefined) return `${name} names no licence`;
  // The form of old crates: `MIT/Apache-2.0`.
  const expression = licence.replace(/ ?\/ ?/g, ' OR ');
  if (EXCEPTIONS[name]?.licence === expression) return undefined;
  try {
    return satisfies(expression, ALLOWED) ? undefined : `${name} has the licence ${licence}`;
  } catch {
    return `${name} has a licence that is no SPDX expression: ${licence}`;
  }
}

/** What is wrong with the crates of a workspace; undefined where they are not here. */
function cratesFaults(workspace: string): { faults: string[]; count: number } | undefined {
  const args = ['metadata', '--locked', '--offline', '--format-version', '1'];
  const platform = ['--filter-platform', 'x86_64-unknown-linux-gnu'];
  const { status, stdout } = spawnSync('cargo', [...args, ...platform], {
    cwd: join(root, workspace),
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  });
  if (status !== 0) return undefined;
  const { packages, resolve } = metadataSchema.parse(JSON.parse(stdout));
  const used = new Set(resolve.nodes.map(({ id }) => id));
  const crates = packages.filter(({ id, source }) => used.has(id) && source !== null);
  const faults = crates.flatMap(({ name, license, source }) => {
    const fault = licenceFault(name, license);
    const origin = source === CRATES_IO ? [] : [`${name} comes from ${source}`];
    return [...origin, ...(fault === undefined ? [] : [fault])];
  });
  return { faults, count: crates.length };
}

function main(): void {
  const faults: string[] = [];
  const locks = execFileSync('git', ['ls-files', '*Cargo.lock'], { cwd: root, encoding: 'utf8' });
  const workspaces = locks.trim().split('\n').map(dirname);
  for (const workspace of workspaces.filter((one) => !one.startsWith(FETCHED))) {
    const found = cratesFaults(workspace);
    if (found === undefined) {
      if (BUILT.includes(workspace)) faults.push(`${workspace}: cargo cannot say which crates it has`);
      console.log(`skip   ${workspace}: its crates are not here`);
      continue;
    }
    console.log(`${found.faults.length === 0 ? 'ok    ' : 'FAILED'} ${workspace}: ${found.count} crates`);
    faults.push(...found.faults.map((fault) => `${workspace}: ${fault}`));
  }
  const lock = lockSchema.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const installed = Object.entries(lock.packages).filter(
    ([path, { dev, link }]) => path.includes('node_modules/') && dev !== true && link !== true,
  );
  const wrong = installed.flatMap(([path, { license }]) => {
    const fault = licenceFault(path.replace(/^.*node_modules\//, ''), license);
    return fault === undefined ? [] : [`npm: ${fault}`];
  });
  console.log(`${wrong.length === 0 ? 'ok    ' : 'FAILED'} npm: ${installed.length} packages`);
  faults.push(...wrong);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
