import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random } from '../../testkit/random/random.js';
import type { Quantity } from './constants.js';
import { digest, type Measurer } from './measurer.js';
import type { Named, Row } from './row.js';
import { ratio } from './settle.js';

/** What the search goes by, in turn. */
const GOALS: readonly Quantity[] = ['instructions', 'heap'];
/** Modules that are changed further, for each goal. */
const KEPT = 10;
/** Modules that are written to a folder, for each goal: `check` measures them each time. */
const WRITTEN = 3;
/** A try brings something if the worst becomes worse by this. */
const GAIN = 1.002;

export interface SearchOptions {
  seed: number;
  /** Tries in a row that bring nothing, after which the search is over. */
  idle: number;
  /** Most tries in all. */
  tries: number;
  /** Modules that take more native instructions are not looked at further. */
  most: number;
  /** Told after each try. */
  onTry: (what: Try) => void;
}

export interface Try {
  number: number;
  idle: number;
  goal: Quantity;
  how: string;
  /** The worst ratio of each goal. */
  worst: Partial<Record<Quantity, number>>;
}

interface Candidate {
  row: Row;
  wasm: Uint8Array;
}

/**
 * Changes what is worst, and keeps what is worse. Each try depends on the seed, its number and what was measured before, so the
 * same search is the same again; and as figures are kept, one that was cut off comes quickly to where it was.
 */
export async function search(
  measurer: Measurer,
  start: readonly (Named & { row: Row })[],
  options: SearchOptions,
): Promise<Candidate[]> {
  const folder = join(measurer.folder, 'search');
  await mkdir(folder, { recursive: true });
  const kept = new Map<Quantity, Candidate[]>();
  const seen = new Set(start.map(({ wasm }) => digest(wasm)));
  for (const goal of GOALS) kept.set(goal, best(start, goal));
  const worst = (goal: Quantity): number => {
    const first = kept.get(goal)?.[0];
    return first === undefined ? 0 : (ratio(first.row, goal) ?? 0);
  };
  let idle = 0;
  for (let number = 0; number < options.tries && idle < options.idle; number += 1) {
    const random = new Random(options.seed * 1_000_003 + number);
    const goal = GOALS[number % GOALS.length] ?? 'instructions';
    const candidates = kept.get(goal) ?? [];
    const parent = candidates[Math.min(random.below(candidates.length), random.below(candidates.length))];
    if (parent === undefined) throw new Error(`nothing is large enough to search for ${goal}`);
    idle += 1;
    const out = join(folder, 'next.wasm');
    // Several changes at once get over what none of them gains alone.
    let [wasm, how] = [parent.wasm, ''];
    for (let step = random.below(3); step >= 0; step -= 1) {
      const answer = await measurer.mutate(wasm, random.next(), out);
      if (answer.outcome !== 'mutated') break;
      wasm = new Uint8Array(await readFile(out));
      how += `${how === '' ? '' : ', '}${answer.how}`;
    }
    const found = seen.has(digest(wasm))
      ? undefined
      : await candidate(measurer, wasm, parent.row, options.most);
    seen.add(digest(wasm));
    if (found !== undefined) {
      for (const each of GOALS) {
        const before = worst(each);
        kept.set(each, best([...(kept.get(each) ?? []), found], each));
        if (worst(each) > before * GAIN) idle = 0;
      }
    }
    const ratios = Object.fromEntries(GOALS.map((each) => [each, worst(each)]));
    options.onTry({ number, idle, goal, how, worst: ratios });
  }
  const all = [...kept.values()].flat().filter(({ row }) => row.group === 'found');
  return [...new Map(all.map((one) => [digest(one.wasm), one])).values()];
}

async function candidate(
  measurer: Measurer,
  wasm: Uint8Array,
  parent: Row,
  most: number,
): Promise<Candidate | undefined> {
  if ((await measurer.look(wasm)).outcome !== 'let through') return undefined;
  const native = await measurer.native(wasm);
  if (native.outcome !== 'compiled' || native.instructions > most) return undefined;
  // Twice the cycles of what the worst found so far would take: what goes over is cheap natively, and of no interest.
  const row = await measurer.row(
    { name: `found ${digest(wasm).slice(0, 12)}`, group: 'found', wasm },
    Math.max(50_000_000, Math.round(native.instructions * 4)),
  );
  const from = parent.group === 'found' ? parent.name.replace(/^\S+ \S+ /, '') : `from ${parent.name}`;
  return row.guest.outcome === 'compiled'
    ? { row: { ...row, name: `${row.name} ${from}` }, wasm }
    : undefined;
}

function best(from: readonly Candidate[], goal: Quantity): Candidate[] {
  return from
    .filter(({ row }) => ratio(row, goal) !== undefined)
    .sort((a, b) => (ratio(b.row, goal) ?? 0) - (ratio(a.row, goal) ?? 0))
    .slice(0, KEPT);
}

/** Writes the worst of what was found to a folder, in place of what was there. */
export async function keep(found: readonly Candidate[], folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const worst = GOALS.flatMap((goal) => best(found, goal).slice(0, WRITTEN));
  for (const { wasm } of worst) await writeFile(join(folder, `${digest(wasm).slice(0, 12)}.wasm`), wasm);
}
