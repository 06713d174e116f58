/** The committed receipts: what each is about. */
import { fileURLToPath } from 'node:url';
import {
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  type ImageChoice,
  type Job,
  type Limits,
  loadModule,
  NO_CONTEXT,
  openImage,
} from '@zkcwasm/prover';
import { type ImportPatternInput, makeImportList } from '@zkcwasm/verifier';
import { HOST_IMPORTS } from '../stateless/src/host/api.js';
import { Module } from './bombs/encoder.js';
import { BOMBS } from './bombs/index.js';
import { corpus } from './corpus/corpus.js';

const at = (path: string) => fileURLToPath(new URL(`../artifacts/receipts/${path}`, import.meta.url));

/** A receipt that is committed. */
export interface Fixture {
  name: string;
  wasm(): Promise<Uint8Array>;
  /** Limits other than the defaults. */
  limits?: Partial<Limits>;
  /** Allowed imports; none are where left out. */
  imports?: ImportPatternInput[];
  /** Compiler version, target and profile, where they are not the default image's. */
  image?: ImageChoice;
}

/** The committed aggregate, and the receipts that it stands for: two profiles and a refusal. */
export const AGGREGATE = 'aggregate';
export const AGGREGATED = ['add', 'crypto-primitives-baseline', 'invalid'];

/** What the contract below imports. */
const CONCORDIUM: ImportPatternInput[] = [
  'get_parameter_section',
  'get_parameter_size',
  'get_receive_entrypoint',
  'get_receive_entrypoint_size',
  'hash_keccak_256',
  'hash_sha2_256',
  'hash_sha3_256',
  'invoke',
  'state_create_entry',
  'state_delete_entry',
  'state_delete_prefix',
  'state_entry_read',
  'state_entry_size',
  'state_entry_write',
  'state_iterate_prefix',
  'state_iterator_delete',
  'state_iterator_key_read',
  'state_iterator_key_size',
  'state_iterator_next',
  'state_lookup_entry',
  'verify_ecdsa_secp256k1_signature',
  'verify_ed25519_signature',
  'write_output',
].map((name) => ['concordium', name]);

/** What a token of Substrate's pallet for contracts imports. */
const SUBSTRATE: ImportPatternInput[] = [
  ['env', 'memory'],
  ...[
    'caller',
    'clear_storage',
    'deposit_event',
    'get_storage',
    'hash_blake2_256',
    'hash_keccak_256',
    'input',
    'return',
    'set_storage',
    'value_transferred',
  ].map((name): ImportPatternInput => ['seal0', `seal_${name}`]),
];

/** By what the names of their receipts end in. */
const OTHER_IMAGES: Readonly<Record<string, ImageChoice>> = {
  'fast-prove': { profile: 'fast-prove' },
  baseline: { profile: 'baseline' },
  pulley64: { target: 'pulley64' },
  aarch64: { target: 'aarch64-unknown-linux-gnu' },
  'wasmtime-36': { compilerVersion: '36.0.20' },
};

export const FIXTURES: readonly Fixture[] = [
  // A function that adds two numbers, and a module that ends in the middle of its type section.
  { name: 'add', wasm: () => loadModule(at('add.wat')) },
  { name: 'invalid', wasm: async () => Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60) },
  // The JIT bomb of cranelift issue 1243, stopped before it is compiled: 160 tables of 160 targets.
  { name: 'shape-limit', wasm: async () => bomb('wide-graph', 160) },
  // The contract below with half of the heap that it needs.
  {
    name: 'heap-limit',
    wasm: () => corpusModule('crypto-primitives-tests.wasm'),
    limits: { heapBytes: 100_000n },
    imports: ['concordium::*'],
  },
  // Loops in loops over 40 locals, stopped in the middle of its compilation: it would take fifteen times as many.
  {
    name: 'instruction-limit',
    wasm: async () => bomb('locals-in-sixteen-loops', 40),
    limits: { instructions: 3_000_000n },
  },
  // A custom section that Wasmtime gave up in 2020 and refuses since, whatever else the module has.
  { name: 'compiler-error', wasm: async () => customSection('webidl-bindings') },
  // A Concordium contract: hashes and signature checks through host functions (see artifacts/README.md).
  {
    name: 'crypto-primitives',
    wasm: () => corpusModule('crypto-primitives-tests.wasm'),
    imports: CONCORDIUM,
  },
  // The same by the other images: profiles that are cheaper to prove, other targets, the older Wasmtime.
  ...Object.entries(OTHER_IMAGES).map(([suffix, image]) => ({
    name: `crypto-primitives-${suffix}`,
    wasm: () => corpusModule('crypto-primitives-tests.wasm'),
    imports: CONCORDIUM,
    image,
  })),
  // A token of Substrate's pallet for contracts, written in Solidity: ten times as large as the contract above.
  {
    name: 'solang-erc20-baseline',
    wasm: () => corpusModule('solang_erc20.wasm'),
    imports: SUBSTRATE,
    image: { profile: 'baseline' },
  },
  // A contract for nodes without a state, whose code counts fuel; stateless/contracts/policy.json accepts it.
  {
    name: 'counter',
    wasm: () =>
      loadModule(fileURLToPath(new URL('../stateless/contracts/wasm/counter.wasm', import.meta.url))),
    imports: [...HOST_IMPORTS],
    image: { profile: 'metered' },
  },
];

function bomb(name: string, n: number): Uint8Array {
  const found = BOMBS.find((b) => b.name === name);
  if (found === undefined) throw new Error(`there is no bomb ${name}`);
  return found.make(n, 1);
}

/** A module with nothing but an empty custom section. */
function customSection(name: string): Uint8Array {
  const module = new Module();
  module.custom(name, new Uint8Array());
  return module.done();
}

async function corpusModule(file: string): Promise<Uint8Array> {
  const found = (await corpus()).find(({ name }) => name.endsWith(file));
  if (found === undefined) throw new Error(`${file} is not in the corpus`);
  return found.wasm;
}

/** What is to be proved for it. */
export async function jobFor({ wasm, limits, imports, image }: Fixture): Promise<Job> {
  return {
    image: await openImage(image),
    wasm: await wasm(),
    limits: { ...DEFAULT_LIMITS, ...limits },
    imports: makeImportList(imports ?? []),
    maxCycles: DEFAULT_MAX_CYCLES,
    context: NO_CONTEXT,
  };
}
