/**
 * Everything side by side in one run, on the same inputs: native compilers and their code, cycles in the zkVM, verifying,
 * and what proofs cost.
 *
 *     npm run bench [-- --out FOLDER] [--repeats N] [--cpu-hour P] [--gpu-hour P] [--gpu-rate MEGACYCLES_PER_SECOND]
 *                       [--network-gigacycle P]
 *
 * Writes report.html, report.json and report.md. Seconds are those of this machine while it ran.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  DEFAULT_LIMITS,
  DEFAULT_MAX_CYCLES,
  type Engine,
  meter,
  type OpenImage,
  openImage,
  type ProfileName,
  withEngine,
} from '@zkcwasm/prover';
import { corpus } from '../testkit/corpus/corpus.js';
import { activeImages } from '../testkit/engine/activeImages.js';
import { jobOf } from '../testkit/engine/measure.js';
import { type Kernel, kernels } from '../testkit/kernels.js';
import { costs, DEFAULT_PRICES } from './report/costs.js';
import { breakEven, sides } from './report/inequality.js';
import { nativeTimes } from './report/native.js';
import { markdown, page } from './report/page.js';
import type { Report } from './report/report.js';
import { verifyTimes } from './report/verifyTimes.js';
import { fitLine } from './statistics.js';

/** 16 KiB blocks that a kernel hashes in a run. */
const BLOCKS = 4;

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: at('docs/benchmarks') },
    repeats: { type: 'string', default: '11' },
    'cpu-hour': { type: 'string' },
    'gpu-hour': { type: 'string' },
    'gpu-rate': { type: 'string' },
    'network-gigacycle': { type: 'string' },
  },
});
const repeats = Number(options.repeats);
const prices = {
  ...DEFAULT_PRICES,
  cpuHour: Number(options['cpu-hour'] ?? DEFAULT_PRICES.cpuHour),
  gpuHour: Number(options['gpu-hour'] ?? DEFAULT_PRICES.gpuHour),
  gpuMegacyclesPerSecond: Number(options['gpu-rate'] ?? DEFAULT_PRICES.gpuMegacyclesPerSecond),
  networkGigacycle: Number(options['network-gigacycle'] ?? DEFAULT_PRICES.networkGigacycle),
};
const image = await openImage();
const images = await activeImages();
const native = { target: image.target, repeats };

const report = await withEngine(async (engine): Promise<Report> => {
  const verify = await verifyTimes('crypto-primitives', repeats);
  const modules: Report['modules'] = [];
  for (const { name, wasm } of await corpus()) {
    console.error(name);
    modules.push(await contract(engine, name, wasm));
  }
  const compiling = modules.flatMap(({ bytes, native: { 'fast-exec': times } }) =>
    times === undefined ? [] : [{ x: bytes, y: times.compileMs }],
  );
  const line = fitLine(compiling);
  const measured: Report['kernels'] = [];
  for (const kernel of kernels(BLOCKS)) {
    console.error(kernel.name);
    measured.push(await inequality(engine, kernel, verify.warmMs));
  }
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu: cpus()[0]?.model ?? '', cores: cpus().length, memoryBytes: totalmem() },
    versions: {
      Node: process.version,
      Wasmtime: image.compiler.version,
      circuit: image.circuit,
      ...Object.fromEntries(images.map(({ profileName, imageId }) => [`image ${profileName}`, imageId])),
    },
    prices,
    verify,
    breakEvenBytes: line.slope > 0 ? Math.max(0, (verify.warmMs - line.at0) / line.slope) : undefined,
    modules,
    kernels: measured,
    proofs: JSON.parse(readFileSync(at('artifacts/receipts/fixtures.json'), 'utf8')) as Report['proofs'],
  };
});
mkdirSync(options.out, { recursive: true });
writeFileSync(join(options.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
writeFileSync(join(options.out, 'report.html'), page(report));
writeFileSync(join(options.out, 'report.md'), `${markdown(report)}`);
console.log(markdown(report));

async function contract(engine: Engine, name: string, wasm: Uint8Array): Promise<Report['modules'][number]> {
  const jobFor = (i: OpenImage) => jobOf(i, wasm, DEFAULT_LIMITS, Number(DEFAULT_MAX_CYCLES));
  const metered = await meter(engine, jobFor(image));
  const cycles: Report['modules'][number]['cycles'] = {};
  for (const other of images) {
    const report = other.imageId === image.imageId ? metered : await meter(engine, jobFor(other));
    if (report.outcome === 'compiled') cycles[other.profileName as ProfileName] = report.cycles;
  }
  return {
    name,
    bytes: wasm.length,
    cycles,
    peakHeapBytes: `${metered.peakHeapBytes}`,
    executeMs: metered.elapsedMs,
    native: await nativeTimes(engine, wasm, { ...native, calls: [] }),
    costs: costs(BigInt(metered.cycles), prices),
  };
}

async function inequality(
  engine: Engine,
  kernel: Kernel,
  verifyMs: number,
): Promise<Report['kernels'][number]> {
  const times = await nativeTimes(engine, kernel.wasm, { ...native, calls: kernel.calls });
  const { 'fast-exec': cranelift, baseline: winch } = times;
  if (cranelift === undefined || winch === undefined) throw new Error(`${kernel.name} does not compile`);
  const terms = {
    slowComp: cranelift.compileMs,
    fastComp: winch.compileMs,
    rehydrate: cranelift.rehydrateMs,
    fastExec: cranelift.runMs,
    slowExec: winch.runMs,
    verify: verifyMs,
  };
  const ways = sides(terms);
  const artifact = breakEven(ways.artifactProved, ways.fastCompiler);
  const bounds = breakEven(ways.boundsProved, ways.fastCompiler);
  return {
    name: kernel.name,
    bytes: kernel.wasm.length,
    terms,
    native: times,
    sides: ways,
    runsToBreakEven: {
      ...(artifact === undefined ? {} : { artifactProved: artifact }),
      ...(bounds === undefined ? {} : { boundsProved: bounds }),
    },
  };
}
