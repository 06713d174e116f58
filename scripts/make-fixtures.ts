/**
 * Makes every committed receipt again, unattended: `npm run fixtures [-- NAME...]`. Needed after every change of an
 * image; takes an hour on 2 cores; one that is interrupted goes on where it
 * was when it is run again. What is there is replaced only by a whole new receipt.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aggregate, compile, type EngineEvent, openAggregator, prove, withEngine } from '@zkcwasm/prover';
import { statementJson } from '@zkcwasm/verifier';
import { AGGREGATE, AGGREGATED, FIXTURES, jobFor } from './fixtures.js';

const at = (path: string) => fileURLToPath(new URL(`../artifacts/receipts/${path}`, import.meta.url));

const wanted = process.argv.slice(2);
let told = 0;
mkdirSync(at(''), { recursive: true });
const log = existsSync(at('fixtures.json'))
  ? (JSON.parse(readFileSync(at('fixtures.json'), 'utf8')) as Record<string, unknown>)
  : {};
await withEngine(async (engine) => {
  for (const fixture of FIXTURES) {
    const { name } = fixture;
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const job = await jobFor(fixture);
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
      imageId: job.image.imageId,
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
