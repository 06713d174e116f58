/**
 * Makes every committed receipt again, unattended: `npm run fixtures [-- NAME...]`. Needed after every change of an
 * image; takes an hour on 2 cores; one that is interrupted goes on where it
 * was when it is run again. What is there is replaced only by a whole new receipt.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  aggregate,
  compile,
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  type EngineEvent,
  type Limits,
  loadModule,
  NO_CONTEXT,
  openAggregator,
  openImage,
  type ProfileName,
  prove,
  withEngine,
} from '@zkcwasm/prover';
import { type ImportPatternInput, makeImportList, statementJson } from '@zkcwasm/verifier';
import { Module } from './bombs/encoder.js';
import { BOMBS } from './bombs/index.js';
import { corpus } from './corpus.js';

const at = (path: string) => fileURLToPath(new URL(`../artifacts/receipts/${path}`, import.meta.url));

interface Fixture {
  name: string;
  wasm(): Promise<Uint8Array>;
  /** Limits other than the defaults. */
  limits?: Partial<Limits>;
  /** Allowed imports; none are where left out. */
  imports?: ImportPatternInput[];
  /** Artifact profile other than the default. */
  profile?: ProfileName;
}

/** The committed aggregate, and the receipts that it stands for: two profiles and a refusal. */
const AGGREGATE = 'aggregate';
const AGGREGATED = ['add', 'crypto-primitives-baseline', 'invalid'];

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

const fixtures: Fixture[] = [
  // A function that adds two numbers, and a module that ends in the middle of its type section.
  { name: 'add', wasm: () => loadModule(at('add.wat')) },
  { name: 'invalid', wasm: async () => Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60) },
  // The JIT bomb of cranelift issue 1243, stopped before it is compiled: 160 tables of 160 targets.
  { name: 'shape-limit', wasm: async () => bomb('wide-graph', 160) },
  // The contract below with half of the heap that it needs.
  {
    name: 'heap-limit',
    wasm: () => corpusModule('crypto-primitives-tests.wasm'),
    limits: { heapBytes: 60_000n },
    imports: ['concordium::*'],
  },
  // A custom section that Wasmtime gave up in 2020 and refuses since, whatever else the module has.
  { name: 'compiler-error', wasm: async () => customSection('webidl-bindings') },
  // A Concordium contract: hashes and signature checks through host functions (see artifacts/README.md).
  {
    name: 'crypto-primitives',
    wasm: () => corpusModule('crypto-primitives-tests.wasm'),
    imports: CONCORDIUM,
  },
  // The same with the profiles that are cheaper to prove.
  ...(['fast-prove', 'baseline'] as const).map((profile) => ({
    name: `crypto-primitives-${profile}`,
    wasm: () => corpusModule('crypto-primitives-tests.wasm'),
    imports: CONCORDIUM,
    profile,
  })),
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

const wanted = process.argv.slice(2);
let told = 0;
mkdirSync(at(''), { recursive: true });
const log = existsSync(at('fixtures.json'))
  ? (JSON.parse(readFileSync(at('fixtures.json'), 'utf8')) as Record<string, unknown>)
  : {};
await withEngine(async (engine) => {
  for (const { name, wasm: load, limits, imports, profile } of fixtures) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const image = await openImage({ profile });
    const job = {
      image,
      wasm: await load(),
      limits: { ...DEFAULT_LIMITS, ...limits },
      imports: makeImportList(imports ?? []),
      maxCycles: DEFAULT_MAX_CYCLES,
      context: NO_CONTEXT,
    };
    const start = Date.now();
    const proved = await prove(engine, job, { onEvent: (event) => narrate(name, event) });
    const statement = statementJson(proved.verified.journal);
    put(`${name}.wasm`, job.wasm);
    if (statement.outcome === 'compiled') {
      const { artifact, digest } = await compile(engine, job);
      if (digest !== statement.artifactDigest) throw new Error(`${name}: native and proved artifact differ`);
      put(`${name}.cwasm`, artifact);
    }
    put(`${name}.receipt`, proved.receipt);
    log[name] = {
      cycles: `${proved.executedCycles}`,
      shards: proved.shards,
      recursionSteps: proved.recursionSteps,
      seconds: Math.round((Date.now() - start) / 1000),
      peakGiB: Number((proved.peakBytes / 2 ** 30).toFixed(1)),
      wasmBytes: job.wasm.length,
      receiptBytes: proved.receipt.length,
      driverSeconds: Number(((Date.now() - start - proved.proverMs) / 1000).toFixed(1)),
      imageId: image.imageId,
    };
    put('fixtures.json', Buffer.from(`${JSON.stringify(log, null, 2)}\n`));
    console.log(name, log[name]);
  }
  // Of receipts that are made by now.
  if (wanted.length === 0 || wanted.includes(AGGREGATE)) {
    const start = Date.now();
    const files = AGGREGATED.map((name) => ({ name, bytes: read(`${name}.receipt`) }));
    const made = await aggregate(engine, files, { onEvent: (event) => narrate(AGGREGATE, event) });
    put(`${AGGREGATE}.receipt`, made.receipt);
    log[AGGREGATE] = {
      of: AGGREGATED,
      cycles: `${made.executedCycles}`,
      shards: made.shards,
      recursionSteps: made.recursionSteps,
      seconds: Math.round((Date.now() - start) / 1000),
      peakGiB: Number((made.peakBytes / 2 ** 30).toFixed(1)),
      receiptBytes: made.receipt.length,
      driverSeconds: Number(((Date.now() - start - made.proverMs) / 1000).toFixed(1)),
      imageId: (await openAggregator()).imageId,
    };
    put('fixtures.json', Buffer.from(`${JSON.stringify(log, null, 2)}\n`));
    console.log(AGGREGATE, log[AGGREGATE]);
  }
});

function read(file: string): Uint8Array {
  return new Uint8Array(readFileSync(at(file)));
}

function put(file: string, bytes: Uint8Array): void {
  writeFileSync(at(`${file}.new`), bytes);
  renameSync(at(`${file}.new`), at(file));
}

function narrate(name: string, event: EngineEvent): void {
  if (event.event === 'progress' && Date.now() - told < 30_000) return;
  told = Date.now();
  const { id: _id, ...rest } = event;
  console.log(name, JSON.stringify(rest));
}
