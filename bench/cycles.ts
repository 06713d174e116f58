/**
 * Cycles and heap of compilations in the zkVM, and the image's size, against what is committed.
 *
 *     npm run bench:cycles [-- --update] [--target TRIPLE]...      default: every image that is at hand
 *
 * They are exact: the same image gives the same numbers on any machine. Fails where one differs although the image is
 * the baseline's, or has grown by more than a hundredth; `--update` writes a new baseline, on purpose, and adds it to the history
 * (docs/benchmarks/history.md).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS, DEFAULT_MAX_CYCLES, meter, type OpenImage, withEngine } from '@zkcwasm/prover';
import { knownImages } from '@zkcwasm/verifier';
import { corpus } from '../testkit/corpus/corpus.js';
import { activeImages } from '../testkit/engine/activeImages.js';
import { jobOf } from '../testkit/engine/measure.js';
import { FILES, writeHistory } from './history/write.js';
import { programText } from './programText.js';
import { markdownTable } from './table.js';

/** Growth that needs a new baseline. */
const ALLOWED = 0.01;
/** Ends of the names of the modules; those of the corpus that take a few seconds. */
const MODULES = ['crypto-primitives-tests', 'example_add_i32', 'counter', 'solang_erc20', 'empty'];
const BASELINE = FILES.baseline;

/** Numbers of an image by name: `text`, and `cycles` and `heap` of each module. */
interface Measured {
  imageId: string;
  values: Record<string, number>;
}
/** By name of the image. */
type Baseline = Record<string, Measured>;

const { values: options } = parseArgs({
  options: { update: { type: 'boolean', default: false }, target: { type: 'string', multiple: true } },
});
const now: Baseline = {};
for (const image of await activeImages()) {
  if (options.target?.includes(image.target) ?? true) now[image.name] = await measure(image);
}
const before = existsSync(BASELINE) ? (JSON.parse(readFileSync(BASELINE, 'utf8')) as Baseline) : {};

for (const [name, measured] of Object.entries(now)) {
  console.log(`image ${name} ${measured.imageId}`);
  console.log(markdownTable(['', 'now', 'baseline', 'change'], rows(measured, before[name]), 1));
}
if (options.update) {
  // Images that are listed by hash and not at hand here keep theirs.
  const active = (await knownImages()).filter(({ status }) => status === 'active');
  const kept = Object.entries(before).filter(([name, { imageId }]) =>
    active.some((image) => image.name === name && image.imageId === imageId),
  );
  const baseline = { ...Object.fromEntries(kept), ...now };
  const sorted = Object.fromEntries(Object.entries(baseline).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(BASELINE, `${JSON.stringify(sorted, null, 2)}\n`);
  console.log(`the baseline is now this; the history has ${await writeHistory()} more entries`);
} else {
  const problems = Object.entries(now).flatMap(([name, measured]) => compare(name, measured, before[name]));
  for (const problem of problems) console.error(problem);
  const numbers = Object.values(now).flatMap(({ values }) => Object.keys(values)).length;
  console.log(`${numbers} numbers, ${problems.length} of them wrong`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

async function measure(image: OpenImage): Promise<Measured> {
  const text = programText(readFileSync(image.elf)).length;
  const values: Record<string, number> = { 'text, bytes': text };
  const modules = (await corpus()).filter(({ name }) => MODULES.some((m) => name.endsWith(`/${m}.wasm`)));
  await withEngine(async (engine) => {
    for (const { name, wasm } of modules) {
      const job = jobOf(image, wasm, DEFAULT_LIMITS, Number(DEFAULT_MAX_CYCLES));
      const report = await meter(engine, job);
      values[`${name} (${wasm.length} bytes), cycles`] = Number(report.cycles);
      values[`${name} (${wasm.length} bytes), heap`] = Number(report.peakHeapBytes);
    }
  });
  return { imageId: image.imageId, values };
}

function rows(now: Measured, before: Measured | undefined): string[][] {
  return Object.entries(now.values).map(([name, value]) => {
    const old = before?.values[name];
    const change = old === undefined ? '' : `${(100 * (value / old - 1)).toFixed(2)} %`;
    return [name, value.toLocaleString('en'), old?.toLocaleString('en') ?? '', change];
  });
}

function compare(image: string, now: Measured, before: Measured | undefined): string[] {
  if (before === undefined) return [`${image}: there is no baseline: write one with --update`];
  return Object.entries(now.values).flatMap(([name, value]) => {
    const old = before.values[name];
    if (old === undefined) return [`${image}: ${name}: not in the baseline`];
    if (now.imageId === before.imageId && value !== old) {
      return [`${image}: ${name}: ${value} instead of ${old} with the same image, so it is not reproducible`];
    }
    return value > old * (1 + ALLOWED) ? [`${image}: ${name}: ${value} is over ${old} by more than 1 %`] : [];
  });
}
