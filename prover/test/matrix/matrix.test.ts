/** `zkcwasm prove --matrix` over committed receipts, with an engine that replays one of them; what verifies them is the verifier. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test, vi } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';
import { FIXTURES } from '../../../testkit/committedReceipts.js';
import { RECEIPTS } from '../../../testkit/fixtures.js';
import { environmentOf, statement } from '../../../testkit/made/environments.js';
import { simple } from '../../../testkit/made/schedules.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { knownImages } from '../../../verifier/src/index.js';
import { importPatternText } from '../../../verifier/src/internal.js';
import { encodeSchedule } from '../../../verifier/src/schedule/index.js';
import { hexConstant } from '../../../verifier/src/util/hex.js';

const replay = new URL('../replay-engine.mjs', import.meta.url).pathname;
const read = (name: string) => readFileSync(join(RECEIPTS, name));
const [fast, prove, base] = [
  'crypto-primitives',
  'crypto-primitives-fast-prove',
  'crypto-primitives-baseline',
];
const environments = [fast, prove, base].map((name) => environmentOf(name));
/** Of the same statement as the first: it differs in what a receipt does not say. */
const twin = environmentOf(fast, { hostApi: 2 });
/** Of the first image, and of everything that may be imported. */
const open = environmentOf('add');
/** Of images whose programs are nowhere any more. */
const known = await knownImages();
const gone = ['wasmtime-48-x86_64-fast-prove', 'wasmtime-48-x86_64-baseline'].map((name) => {
  const image = known.find((one) => one.name === name);
  const [imageId, profile] = [image?.imageId ?? '', image?.profile ?? ''];
  return environmentOf('tuned', { imageId: hexConstant(imageId, 32), profile: hexConstant(profile, 32) });
});
// Each starts the command several times, which takes its time on a machine that is loaded.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });
let folder: string;
let list: string;
let schedule: string;

beforeAll(() => {
  folder = temporaryFolder('matrix');
  list = join(folder, 'imports');
  schedule = join(folder, 'chain.schedule');
  const patterns = FIXTURES.find(({ name }) => name === fast)?.imports ?? [];
  const text = patterns.map((pattern) => {
    const [module, name] = pattern as [string, string];
    return importPatternText({ module, name });
  });
  writeFileSync(list, text.join('\n'));
  const [one, two, three] = environments;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three environments');
  const made = simple(
    { of: one, ranges: 'proving-open 1, active 10, retired 90' },
    { of: twin, ranges: 'active 1, retired 90' },
    { of: two, ranges: 'active 1, execute-only 30, retired 90' },
    { of: three, ranges: 'active 5, execute-only 30' },
    { of: open, ranges: 'active 50' },
    ...gone.map((of) => ({ of, ranges: 'active 60' })),
  );
  writeFileSync(schedule, encodeSchedule(made));
});

interface Answer {
  proved?: number;
  lacking?: number;
  environments?: number;
  receipts?: { environments: string[]; path: string; reused?: boolean; error?: { code: string } }[];
  aggregate?: { error?: { code: string } };
  error?: { code: string; message: string; hint?: string };
}

/** `zkcwasm prove --matrix` of the fixture. */
async function matrix(
  output: string,
  {
    session = 5,
    spoilt = '',
    engine = replay,
    more = [] as string[],
    imports = ['--import-list', list],
    environment = {},
  } = {},
): Promise<{ code: number; found: Answer }> {
  const options = ['--matrix', '--schedule', schedule, '--session', `${session}`, '-o', output, '--json'];
  const args = ['prove', join(RECEIPTS, `${fast}.wasm`), ...options, ...imports, ...more];
  const env = { ZKCWASM_ENGINE: engine, REPLAY: spoilt, REPLAY_FIXTURE: fast, ...environment };
  const ran = await proverCommand(args, { env });
  return { code: ran.code, found: JSON.parse(ran.out === '' ? '{}' : ran.out) as Answer };
}

/** A folder with receipts under names of their own. */
function output(name: string, ...have: string[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const one of have) copyFileSync(join(RECEIPTS, `${one}.receipt`), join(path, `mine-${one}.receipt`));
  return path;
}

test('proves what lacks, takes what is there, and again proves nothing', async () => {
  const path = output('good', prove, base);
  const first = await matrix(path);
  expect(first.code, JSON.stringify(first.found.error)).toBe(0);
  expect(first.found).toMatchObject({ environments: 4, proved: 3, lacking: 0 });
  expect(first.found.receipts?.map(({ reused }) => reused).sort()).toEqual([false, true, true]);
  const made = first.found.receipts?.find(({ reused }) => reused === false);
  expect(made?.environments.sort()).toEqual([environments[0]?.[1], twin[1]].sort());
  expect(readFileSync(made?.path ?? '')).toEqual(read(`${fast}.receipt`));
  const second = await matrix(path, { engine: '/nonexistent' });
  expect(second.code).toBe(0);
  expect(second.found.receipts?.every(({ reused }) => reused === true)).toBe(true);
  expect(readdirSync(path)).toHaveLength(3);
});

test('programs that are not here are told all at once, with what builds them, before anything is proved', async () => {
  const path = join(folder, 'unbuilt');
  const { code, found } = await matrix(path, {
    engine: '/nonexistent',
    session: 60,
    // No program of an earlier image is kept there.
    environment: { ZKCWASM_CACHE: join(folder, 'cache') },
  });
  expect([code, found.error?.code]).toEqual([1, 'image/not-built']);
  expect(found.error?.message).toMatch(/2 images .*fast-prove.*baseline|2 images .*baseline.*fast-prove/);
  expect(existsSync(path)).toBe(false);
});

test('a receipt in the folder that does not hold, or is of another context, is not taken', async () => {
  const path = output('flipped', prove);
  const bytes = read(`${base}.receipt`);
  bytes[bytes.length - 5000] = (bytes[bytes.length - 5000] ?? 0) ^ 1;
  writeFileSync(join(path, 'flipped.receipt'), bytes);
  writeFileSync(join(path, 'no.receipt'), 'hello');
  // The engine that replays another proof is asked for what is not taken, and its answer does not fit.
  const { code, found } = await matrix(path);
  expect([code, found.lacking]).toEqual([1, 1]);
  const of = (name: string) =>
    found.receipts?.find(({ environments }) => environments.includes(environmentOf(name)[1]));
  expect(of(base)).toMatchObject({ error: { code: 'image/corrupt' } });
  expect(of(prove)).toMatchObject({ reused: true });
  const other = await matrix(path, { more: ['--context', 'c7'.repeat(32)] });
  expect(other.code).toBe(1);
  expect(other.found.receipts?.some(({ reused }) => reused === true) ?? false).toBe(false);
});

test('a proof that does not hold is not written, the others stand, and no aggregate is made', async () => {
  const path = output('spoilt', prove, base);
  const all = join(folder, 'all.receipt');
  const { code, found } = await matrix(path, { spoilt: 'flipped', more: ['--aggregate', all] });
  expect(code).toBe(1);
  expect(found).toMatchObject({ proved: 2, lacking: 1, aggregate: { error: { code: 'matrix/incomplete' } } });
  expect(found.receipts?.find(({ error }) => error !== undefined)?.error?.code).toBe('seal/rejected');
  expect(readdirSync(path)).toHaveLength(2);
  expect(existsSync(all)).toBe(false);
});

test('an engine that folds other receipts than these: nothing is written, and the receipts stay', async () => {
  const path = output('unfolded', fast, prove, base);
  const all = join(folder, 'unfolded.receipt');
  const { code } = await matrix(path, { more: ['--aggregate', all] });
  expect(code).toBe(1);
  expect(existsSync(all)).toBe(false);
  expect(readdirSync(path)).toHaveLength(3);
});

test('an aggregate that is there and is of something else is left alone', async () => {
  const path = output('taken', fast, prove, base);
  const all = join(folder, 'taken.receipt');
  copyFileSync(join(RECEIPTS, 'aggregate.receipt'), all);
  const { found } = await matrix(path, { more: ['--aggregate', all] });
  expect(found.error?.code).toBe('output/exists');
  expect(readFileSync(all)).toEqual(read('aggregate.receipt'));
});

test.each([
  ['a list of imports that was not given', { imports: [] }, 1, 'matrix/imports'],
  ['a session in which nothing is taken', { session: 0 }, 1, 'matrix/nothing'],
  ['a profile', { more: ['--profile', 'baseline'] }, 2, 'usage/invalid'],
  ['a limit', { more: ['--limit', 'types=7'] }, 2, 'usage/invalid'],
  ['an aggregate of groth16 seals', { more: ['--aggregate', 'x', '--seal', 'groth16'] }, 2, 'usage/invalid'],
])('%s is told at once', async (_, options, code, error) => {
  const ran = await matrix(join(folder, 'unmade'), { engine: '/nonexistent', ...options });
  expect([ran.code, ran.found.error?.code]).toEqual([code, error]);
  expect(existsSync(join(folder, 'unmade'))).toBe(false);
});

test('the digests of fixtures are what the schedule was made of', () => {
  expect(statement(fast).journal.imports).toEqual(statement(base).journal.imports);
});
