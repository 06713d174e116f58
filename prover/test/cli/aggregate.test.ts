import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeReceipt } from '@zkcwasm/verifier';
import { encodeReceipt } from '@zkcwasm/verifier/internal';
import { beforeAll, expect, test } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';
import { RECEIPTS } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';

const replay = new URL('../replay-engine.mjs', import.meta.url).pathname;
const at = (name: string) => join(RECEIPTS, `${name}.receipt`);
const read = (name: string) => new Uint8Array(readFileSync(at(name)));
let folder: string;

beforeAll(() => {
  folder = temporaryFolder('aggregate');
});

/** `zkcwasm aggregate`, with an engine that replays the recorded proof. */
async function aggregate(
  name: string,
  files: string[],
  { spoilt = '', more = [] as string[] } = {},
): Promise<{ code: number; out: string; receipt: string; error: string | undefined }> {
  const receipt = join(folder, `${name}.receipt`);
  const ran = await proverCommand(['aggregate', ...files, '-o', receipt, '--json', ...more], {
    env: { ZKCWASM_ENGINE: replay, REPLAY: spoilt },
  });
  const found = ran.out === '' ? undefined : (JSON.parse(ran.out) as { error?: { code: string } });
  return { code: ran.code, out: ran.out, receipt, error: found?.error?.code };
}

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test('the aggregate is the committed one, byte for byte, in whatever order the files are given', async () => {
  const files = [at('invalid'), at('crypto-primitives-baseline'), at('add')];
  const { code, out, receipt } = await aggregate('good', files);
  expect(code, out).toBe(0);
  expect(readFileSync(receipt)).toEqual(readFileSync(at('aggregate')));
  expect(JSON.parse(out)).toMatchObject({
    proved: true,
    sealKind: 'aggregate',
    statements: expect.arrayContaining([
      expect.objectContaining({ outcome: 'compiled', profileName: 'baseline' }),
      expect.objectContaining({ outcome: 'compiled', profileName: 'fast-exec' }),
      expect.objectContaining({ outcome: 'rejected', profileName: 'fast-exec' }),
    ]) as unknown,
  });
  const again = await aggregate('good', files);
  expect([again.code, again.error]).toEqual([1, 'output/exists']);
});

test.each([
  ['a flipped seal', 'flipped', 'seal/rejected'],
  ['another aggregator', 'image', 'image/corrupt'],
])('an engine that answers with %s: nothing is written', async (name, spoilt, error) => {
  const files = [at('add'), at('crypto-primitives-baseline'), at('invalid')];
  const made = await aggregate(name, files, { spoilt });
  expect([made.code, made.error]).toEqual([1, error]);
  expect(existsSync(made.receipt)).toBe(false);
});

test('no receipt at all is wrong usage', async () => {
  const { code } = await aggregate('none', []);
  expect(code).toBe(2);
});

test('more receipts than an aggregate may have, before any is read', async () => {
  const files = Array.from({ length: 1001 }, (_, i) => join(folder, `nowhere-${i}`));
  expect((await aggregate('many', files)).error).toBe('aggregate/too-many');
});

test('receipts that cannot be folded', async () => {
  const add = read('add');
  const copy = file('copy', add);
  const groth16 = file('groth16', encodeReceipt({ ...decodeReceipt(add), sealKind: 'groth16' }));
  const seal = decodeReceipt(add).seal.slice();
  seal[70_000] = (seal[70_000] ?? 0) ^ 1;
  const flipped = file('flipped-seal', encodeReceipt({ ...decodeReceipt(add), seal }));
  const policy = file('policy.json', Buffer.from('{ "sources": ["tuned"] }'));
  const cases: [string[], string, string[]?][] = [
    [[at('add'), at('aggregate')], 'aggregate/nested'],
    [[at('aggregate')], 'aggregate/nested'],
    [[at('add'), at('invalid'), copy], 'aggregate/twice'],
    [[groth16], 'aggregate/seal-kind'],
    [[at('invalid'), flipped], 'aggregate/receipt'],
    [[join(RECEIPTS, 'add.wasm')], 'aggregate/receipt'],
    [[at('add')], 'aggregate/receipt', ['--policy', policy]],
    [[join(folder, 'nowhere')], 'input/unreadable'],
  ];
  for (const [i, [files, code, more]] of cases.entries()) {
    const made = await aggregate(`bad-${i}`, files, more === undefined ? {} : { more });
    expect([made.code, made.error], files.join(' ')).toEqual([1, code]);
    expect(existsSync(made.receipt)).toBe(false);
  }
});

test('inspect lists the statements, unverified', async () => {
  const { code, out } = await proverCommand(['inspect', at('aggregate'), '--json']);
  expect(code).toBe(0);
  const found = JSON.parse(out) as { statements: { statement: number; outcome: string }[] };
  expect(found).toMatchObject({ verified: false, sealKind: 'aggregate' });
  expect(found.statements.map(({ statement }) => statement)).toEqual([0, 1, 2]);
  expect(found.statements.map(({ outcome }) => outcome).sort()).toEqual(['compiled', 'compiled', 'rejected']);
});
