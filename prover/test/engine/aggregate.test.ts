/** The engine's command `aggregate` without a proof: the real aggregator in SP1's executor, over committed receipts. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeReceipt, toHex } from '@zkcwasm/verifier';
import { sortStatements, sp1Seal } from '@zkcwasm/verifier/internal';
import { execa } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { encodeRows } from '../../../verifier/src/aggregate/encodeRows.js';
import { openAggregator } from '../../src/index.js';
import { ENGINE } from '../../src/paths.js';

interface Folded {
  imageId: string;
  journal: string;
  seal: string;
}

const read = (file: string) =>
  new Uint8Array(readFileSync(new URL(`../../../artifacts/receipts/${file}`, import.meta.url)));
const receipts = sortStatements(['add', 'invalid'].map((name) => decodeReceipt(read(`${name}.receipt`))));
/** In SP1's own form, which the engine reads. */
let seals: Uint8Array[];
let folder: string;
let folded: [Folded, Folded];

beforeAll(async () => {
  folder = temporaryFolder('fold');
  seals = await Promise.all(receipts.map(sp1Seal));
  const [first, second] = receipts.map(({ imageId, journal }, i) => {
    const path = join(folder, `${i}.seal`);
    writeFileSync(path, seals[i] ?? new Uint8Array());
    return { imageId: toHex(imageId), journal: toHex(journal), seal: path };
  });
  if (first === undefined || second === undefined) throw new Error('two receipts');
  folded = [first, second];
});

/** Answers to requests without a seal to write, one for each list of receipts. */
async function dryRuns(...lists: Folded[][]): Promise<Record<string, unknown>[]> {
  const { elf } = await openAggregator();
  const input = lists.map((list, id) => JSON.stringify({ id, command: 'aggregate', elf, receipts: list }));
  const { stdout } = await execa(ENGINE, [], { input: `${input.join('\n')}\n` });
  return stdout
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'result' || event === 'error');
}

test('the aggregator commits the rows that the verifier makes', async () => {
  const [both, one] = await dryRuns(folded, [folded[1]]);
  expect(both).toMatchObject({ event: 'result', journal: toHex(encodeRows(receipts)) });
  expect(one).toMatchObject({ event: 'result', journal: toHex(encodeRows(receipts.slice(1))) });
});

test('what cannot be folded is refused before anything is proved', async () => {
  const [first, second] = folded;
  const changed = { ...first, journal: `${first.journal.slice(0, -2)}01` };
  const other = join(folder, 'other.seal');
  writeFileSync(other, read('other-program.seal'));
  const cut = join(folder, 'cut.seal');
  writeFileSync(cut, (seals[0] ?? new Uint8Array()).subarray(0, -1));
  const answers = await dryRuns(
    [],
    Array.from({ length: 1001 }, () => first),
    [second, first],
    [first, first],
    [first, { ...second, journal: first.journal }],
    [changed, second],
    [{ ...first, seal: other }],
    [{ ...first, seal: cut }],
    [{ ...first, imageId: `01${first.imageId.slice(2)}` }],
    [{ ...first, imageId: `00${'f'.repeat(62)}` }],
    [{ ...first, imageId: 'ff' }],
    [{ ...first, seal: join(folder, 'nowhere') }],
  );
  expect(answers.map(({ code }) => code)).toEqual([
    'request',
    'request',
    'request',
    'request',
    'fold',
    'fold',
    'fold',
    'fold',
    'fold',
    'fold',
    'fold',
    'read',
  ]);
});
