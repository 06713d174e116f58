/**
 * Every contract that registry packages ship, as a list for `zkcwasm corpus`: `npx tsx testkit/corpus/list.ts FILE [--crates]`. Packages
 * are fetched by cargo (checked by its lock files), by go (by its checksum database) and by npm (by the hash that its registry signs), and
 * stay in their caches. `--crates` leaves out what is not a crate.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { CACHE } from '../../prover/src/paths.js';
import { packageFolder, SOURCES } from './corpus.js';

/** Go modules that ship contracts, at versions that have other ones than those before. */
const GO_MODULES = [
  'github.com/CosmWasm/wasmd@v0.30.0',
  'github.com/CosmWasm/wasmd@v0.50.0',
  'github.com/CosmWasm/wasmd@v0.61.11',
  'github.com/CosmWasm/wasmvm@v1.5.0',
  'github.com/CosmWasm/wasmvm/v3@v3.0.7',
];

/** Internet Computer canisters, larger than the default limits allow. */
const NPM = { name: 'azle', version: '0.33.0', folder: 'dist/canister_templates' };

const [out, option] = process.argv.slice(2);
if (out === undefined || (option !== undefined && option !== '--crates')) {
  console.error('usage: list.ts FILE [--crates]');
  process.exit(2);
}
const lines: string[] = [];
for (const { source, crate } of SOURCES) add(crate, await packageFolder(source, crate));
if (option === undefined) {
  for (const module of GO_MODULES) add(label(module), await goFolder(module));
  add(`${NPM.name}-${NPM.version}`, await npmFolder());
}
add('examples', fileURLToPath(new URL('../../examples', import.meta.url)));
writeFileSync(out, `${lines.sort().join('\n')}\n`);
console.log(`${lines.length} files`);

/** Adds what lies under a folder; links are not followed. */
function add(name: string, folder: string): void {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.wasm'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.slice(folder.length).includes('/node_modules/'));
  if (found.length === 0) throw new Error(`${name} has no module`);
  for (const path of found) lines.push(`${name}/${path.slice(folder.length + 1)}\t${path}`);
}

/** `github.com/CosmWasm/wasmvm/v3@v3.0.7` → `wasmvm-3.0.7`. */
function label(module: string): string {
  const [, name, version] = /\/([a-z]+)(?:\/v\d+)?@v(.+)$/.exec(module) ?? [];
  return `${name}-${version}`;
}

async function goFolder(module: string): Promise<string> {
  // In an empty folder: no module of this machine has a say.
  const cwd = join(CACHE, 'corpus-packages');
  mkdirSync(cwd, { recursive: true });
  const { stdout } = await execa('go', ['mod', 'download', '-json', module], { cwd });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

async function npmFolder(): Promise<string> {
  const folder = join(CACHE, 'corpus-packages', `${NPM.name}-${NPM.version}`);
  const installed = join(folder, 'node_modules', NPM.name, NPM.folder);
  if (!existsSync(installed)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    await execa(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', `${NPM.name}@${NPM.version}`],
      {
        cwd: folder,
      },
    );
  }
  return installed;
}
