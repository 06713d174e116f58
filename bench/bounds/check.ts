import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BOMBS } from '../../testkit/bombs/index.js';
import { corpus } from '../../testkit/corpus/corpus.js';
import { type ProfileConstants, QUANTITIES, share, violations } from './constants.js';
import type { Measurer } from './measurer.js';
import type { Named, Row } from './row.js';

/** Of the corpus, ends of names; of the bombs, those that are worst for something, at a size that takes seconds. */
const CONTRACTS = ['example_add_i32.wasm', 'crypto-primitives-tests.wasm', 'solang_erc20.wasm'];
const SOME_BOMBS: readonly (readonly [name: string, n: number])[] = [
  ['one-hash-constants', 2000],
  ['random-locals', 2000],
  ['escaping-functions', 1000],
  ['locals-across-diamonds', 64],
  ['globals-from-imports', 1023],
  ['data-bytes', 2_000_000],
];
/** Some of the bounds must be reached to this part, or they are too loose to be held by this. */
const TIGHT = 0.75;

/** Ten modules or so: contracts, bombs, and what a search found. */
export async function subset(folder: string): Promise<Named[]> {
  const contracts = (await corpus()).filter(({ name }) => CONTRACTS.some((end) => name.endsWith(end)));
  const bombs = SOME_BOMBS.map(([name, n]): Named => {
    const bomb = BOMBS.find((one) => one.name === name);
    if (bomb === undefined) throw new Error(`there is no bomb ${name}`);
    return { name: `${name} ${n}`, group: 'bombs', wasm: bomb.make(n, 1) };
  });
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith('.wasm')).sort();
  const found = await Promise.all(
    files.map(async (file): Promise<Named> => {
      return { name: file, group: 'found', wasm: new Uint8Array(await readFile(join(folder, file))) };
    }),
  );
  return [...contracts.map((module): Named => ({ ...module, group: 'corpus' })), ...bombs, ...found];
}

/** What is wrong: bounds that do not hold, and bounds that nothing comes near. */
export function problemsOf(rows: readonly Row[], constants: ProfileConstants): string[] {
  const problems = violations(rows, constants);
  for (const { name, guest, native } of rows) {
    if (guest.outcome !== native.outcome)
      problems.push(`${name}: ${guest.outcome}, but natively ${native.outcome}`);
  }
  for (const quantity of QUANTITIES) {
    const most = Math.max(0, ...rows.map((row) => share(row, quantity, constants)));
    // Resident memory depends on the machine.
    if (most < TIGHT && quantity !== 'resident') {
      problems.push(
        `no module takes more than ${most.toFixed(2)} of the bound on ${quantity}: it is too loose`,
      );
    }
  }
  return problems;
}

/** Measures the subset, saying each. */
export async function measureSubset(measurer: Measurer, folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const module of await subset(folder)) rows.push(await measurer.row(module));
  return rows;
}
