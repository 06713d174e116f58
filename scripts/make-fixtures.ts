/**
 * Makes every committed receipt again, unattended: `npm run fixtures [-- NAME...]`. Needed after every change of an
 * image; takes the better part of an hour on 2 cores. What is there is replaced only by a whole new receipt.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  compile,
  DEFAULT_LIMITS,
  type EngineEvent,
  loadModule,
  NO_CONTEXT,
  openImage,
  prove,
  withEngine,
} from '@zkcwasm/prover';
import { statementJson } from '@zkcwasm/verifier';
import { corpus } from './corpus.js';

const at = (path: string) => fileURLToPath(new URL(`../artifacts/receipts/${path}`, import.meta.url));

interface Fixture {
  name: string;
  wasm(): Promise<Uint8Array>;
}

const fixtures: Fixture[] = [
  // A function that adds two numbers, and a module that ends in the middle of its type section.
  { name: 'add', wasm: () => loadModule(at('add.wat')) },
  { name: 'invalid', wasm: async () => Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60) },
  // A Concordium contract: hashes and signature checks through host functions (see artifacts/README.md).
  { name: 'crypto-primitives', wasm: () => corpusModule('crypto-primitives-tests.wasm') },
];

async function corpusModule(file: string): Promise<Uint8Array> {
  const found = (await corpus()).find(({ name }) => name.endsWith(file));
  if (found === undefined) throw new Error(`${file} is not in the corpus`);
  return found.wasm;
}

const wanted = process.argv.slice(2);
let told = 0;
const image = await openImage();
mkdirSync(at(''), { recursive: true });
const log = existsSync(at('fixtures.json'))
  ? (JSON.parse(readFileSync(at('fixtures.json'), 'utf8')) as Record<string, unknown>)
  : {};
await withEngine(async (engine) => {
  for (const { name, wasm: load } of fixtures) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const job = { image, wasm: await load(), limits: DEFAULT_LIMITS, context: NO_CONTEXT };
    const start = Date.now();
    const proved = await prove(engine, job, 'cpu', (event) => narrate(name, event));
    const statement = statementJson(proved.verified.journal);
    put(`${name}.wasm`, job.wasm);
    if (statement.outcome === 'compiled') {
      const { artifact, digest } = await compile(engine, job);
      if (digest !== statement.artifactDigest) throw new Error(`${name}: native and proved artifact differ`);
      put(`${name}.cwasm`, artifact);
    }
    put(`${name}.receipt`, proved.receipt);
    log[name] = {
      cycles: `${proved.verified.cycles}`,
      shards: proved.shards,
      recursionSteps: proved.recursionSteps,
      seconds: Math.round((Date.now() - start) / 1000),
      peakGiB: Number((proved.peakBytes / 2 ** 30).toFixed(1)),
      wasmBytes: job.wasm.length,
      receiptBytes: proved.receipt.length,
      imageId: image.imageId,
    };
    put('fixtures.json', Buffer.from(`${JSON.stringify(log, null, 2)}\n`));
    console.log(name, log[name]);
  }
});

function put(file: string, bytes: Uint8Array): void {
  writeFileSync(at(`${file}.new`), bytes);
  renameSync(at(`${file}.new`), at(file));
}

function narrate(name: string, event: EngineEvent): void {
  if (event.event === 'progress' && Date.now() - told < 30_000) return;
  told = Date.now();
  const { id: _id, journal: _journal, ...rest } = event;
  console.log(name, JSON.stringify(rest));
}
