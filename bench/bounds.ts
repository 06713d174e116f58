/**
 * Is a cycle an honest unit of native cost? Cycles and heap that images attest, against instructions, memory and time of
 * upstream's compiler, run natively on one thread.
 *
 *     npm run bench:bounds -- [measure] [search] [report] [check] [--profile NAME] [--groups corpus,bombs,random]
 *                             [--random N] [--seed N] [--most MILLIONS] [--only NAME]... [--idle N] [--tries N]
 *                             [--out FOLDER]
 *
 * `measure` takes contracts, bombs and random modules, `search` changes the worst of them until `--idle` tries bring nothing,
 * `report` writes constants, tables and plots to docs/benchmarks/bounds, `check` holds ten modules against the constants; without any of
 * these it does the first three. Everything measured is kept in the cache: what was cut off goes on, and another image needs no
 * native run again. See bench/bounds/README.md.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultProfile } from '@zkcwasm/prover';
import { ROOT } from '../prover/src/paths.js';
import { charts } from './bounds/charts.js';
import { measureSubset, problemsOf } from './bounds/check.js';
import { type Constants, parseConstants, share } from './bounds/constants.js';
import { Measurer } from './bounds/measurer.js';
import { report } from './bounds/report.js';
import { GROUPS, type Named, type Row } from './bounds/row.js';
import { keep, search } from './bounds/search.js';
import { settle } from './bounds/settle.js';
import { modules, type Sources } from './bounds/sources.js';
import { readTable, writeTable } from './bounds/table.js';
import { short } from './table.js';

const COMMANDS = ['measure', 'search', 'report', 'check'];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    profile: { type: 'string', default: defaultProfile() },
    groups: { type: 'string', default: 'corpus,bombs,random' },
    random: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    /** Native instructions of a bomb, millions. */
    most: { type: 'string', default: '300' },
    only: { type: 'string', multiple: true, default: [] },
    idle: { type: 'string', default: '500' },
    tries: { type: 'string', default: '100000' },
    out: { type: 'string', default: join(ROOT, 'docs/benchmarks/bounds') },
  },
});
const unknown = positionals.find((word) => !COMMANDS.includes(word));
if (unknown !== undefined) usage(`there is no command ${unknown}: there are ${COMMANDS.join(', ')}`);
const commands = positionals.length === 0 ? ['measure', 'search', 'report'] : positionals;
const { profile } = options;
const sources: Sources = {
  groups: options.groups.split(',').map((name) => {
    const group = GROUPS.find((one) => one === name);
    return group ?? usage(`there is no group ${name}: there are ${GROUPS.join(', ')}`);
  }),
  random: whole('random'),
  seed: whole('seed'),
  most: whole('most') * 1e6,
  only: options.only,
};
const folder = options.out;
const constantsFile = join(folder, 'constants.json');
const tableFile = join(folder, `${profile}.csv`);
const foundFolder = join(folder, 'found', profile);
await mkdir(folder, { recursive: true });

const measurer = await Measurer.open(profile);
try {
  if (commands.includes('measure')) await measure();
  if (commands.includes('search')) await searchOn();
  if (commands.includes('report')) await writeReport();
  if (commands.includes('check')) await check();
} finally {
  await measurer.close();
}

/** Measures all modules; the table is written anew, but for what was found and what was not measured. */
async function measure(): Promise<void> {
  const rows: Row[] = [];
  for await (const module of modules(measurer, sources)) {
    const row = await measurer.row(module);
    rows.push(row);
    const { guest, native } = row;
    console.error(
      `${rows.length} ${row.name}: ${guest.outcome}, ${short(guest.cycles)} cycles, ${short(native.instructions)} instructions (${(native.instructions / guest.cycles).toFixed(3)}), heap ${short(guest.heap)}, ${short(native.heap)}`,
    );
  }
  const names = new Set(rows.map(({ name }) => name));
  const kept = (await table()).filter(
    ({ name, group }) => !names.has(name) && (!sources.groups.includes(group) || sources.only.length > 0),
  );
  await writeFile(tableFile, writeTable([...rows, ...kept]));
}

/** Searches on from everything that the options name. */
async function searchOn(): Promise<void> {
  const start: (Named & { row: Row })[] = [];
  for await (const module of modules(measurer, sources)) {
    const row = await measurer.row(module);
    if (row.guest.outcome === 'compiled' && row.native.instructions <= sources.most) {
      start.push({ ...module, row });
    }
  }
  const found = await search(measurer, start, {
    seed: sources.seed,
    idle: whole('idle'),
    tries: whole('tries'),
    most: sources.most,
    onTry: ({ number, idle, goal, how, worst }) => {
      const { instructions = 0, heap = 0 } = worst;
      console.error(
        `try ${number} (${idle} idle, for ${goal}): ${instructions.toFixed(4)} ${heap.toFixed(4)} ${how}`,
      );
    },
  });
  await keep(found, foundFolder);
  const kept = (await table()).filter(({ group }) => group !== 'found');
  await writeFile(tableFile, writeTable([...kept, ...found.map(({ row }) => row)]));
}

/** Constants, tables and plots of what is in the table. */
async function writeReport(): Promise<void> {
  const rows = await table();
  const constants = settle(rows, measurer.image.imageId);
  const all = { ...(await allConstants()), [profile]: constants };
  await writeFile(constantsFile, `${JSON.stringify(all, null, 2)}\n`);
  await writeFile(join(folder, `${profile}.md`), report(profile, rows, constants));
  for (const [name, svg] of Object.entries(charts(rows, constants))) {
    await writeFile(join(folder, `${profile}-${name}`), svg);
  }
  console.log(JSON.stringify(constants));
}

async function check(): Promise<void> {
  const constants = (await allConstants())[profile];
  if (constants === undefined) throw new Error(`there are no constants for ${profile} in ${constantsFile}`);
  const rows = await measureSubset(measurer, foundFolder);
  for (const row of rows) {
    const shares = (['instructions', 'heap', 'resident'] as const).map((q) =>
      share(row, q, constants).toFixed(2),
    );
    console.log(`${row.name}: ${shares.join(', ')} of the bounds on instructions, heap, resident memory`);
  }
  const problems = problemsOf(rows, constants);
  for (const problem of problems) console.error(problem);
  console.log(`${rows.length} modules, ${problems.length} problems`);
  process.exitCode = problems.length === 0 && rows.length > 0 ? 0 : 1;
}

async function table(): Promise<Row[]> {
  const text = await readFile(tableFile, 'utf8').catch(() => undefined);
  return text === undefined ? [] : readTable(text);
}

async function allConstants(): Promise<Constants> {
  const text = await readFile(constantsFile, 'utf8').catch(() => '{}');
  return parseConstants(text);
}

function whole(name: 'random' | 'seed' | 'most' | 'idle' | 'tries'): number {
  const value = Number(options[name]);
  if (!Number.isSafeInteger(value) || value < 0) usage(`--${name} must be a whole number`);
  return value;
}

function usage(why: string): never {
  console.error(`bench/bounds.ts: ${why}`);
  process.exit(2);
}
