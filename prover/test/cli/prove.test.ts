import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJournal, decodeReceipt, LIMIT_NAMES, type LimitName } from '@zkcwasm/verifier';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proverCommand } from './command.js';

const replay = new URL('../replay-engine.mjs', import.meta.url).pathname;
const receipts = new URL('../../../artifacts/receipts/', import.meta.url).pathname;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-prove-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The limits that the recorded proof was made under. */
function recordedLimits(changes: Partial<Record<LimitName, bigint>> = {}): string[] {
  const { journal } = decodeReceipt(new Uint8Array(readFileSync(join(receipts, 'add.receipt'))));
  const limits = { ...decodeJournal(journal).limits, ...changes };
  return LIMIT_NAMES.flatMap((name) => ['--limit', `${name}=${limits[name] ?? 'none'}`]);
}

/** `zkcwasm prove add.wasm`, with an engine that replays a recorded proof. */
async function prove(
  name: string,
  spoilt = '',
  limits = recordedLimits(),
): Promise<{ code: number; out: string; receipt: string; artifact: string }> {
  const receipt = join(folder, `${name}.receipt`);
  const artifact = join(folder, `${name}.cwasm`);
  const files = [join(receipts, 'add.wasm'), '-o', receipt, '--artifact', artifact];
  const args = ['prove', ...files, ...limits, '--json'];
  const ran = await proverCommand(args, { env: { ZKCWASM_ENGINE: replay, REPLAY: spoilt } });
  return { code: ran.code, out: ran.out, receipt, artifact };
}

test('the receipt and the artifact are the committed ones, byte for byte', async () => {
  const { code, out, receipt, artifact } = await prove('good');
  expect(code, out).toBe(0);
  expect(readFileSync(receipt)).toEqual(readFileSync(join(receipts, 'add.receipt')));
  expect(readFileSync(artifact)).toEqual(readFileSync(join(receipts, 'add.cwasm')));
  expect(JSON.parse(out)).toMatchObject({ proved: true, outcome: 'compiled', sealKind: 'stark' });
});

test.each([
  ['flipped', 'seal/rejected'],
  ['image', 'image/corrupt'],
  ['cycles', 'prove/failed'],
  ['artifact', 'artifact/mismatch'],
])('an engine whose %s is wrong: nothing is written', async (spoilt, code) => {
  const ran = await prove(spoilt, spoilt);
  expect(ran.code).toBe(1);
  expect((JSON.parse(ran.out) as { error: { code: string } }).error.code).toBe(code);
  expect(existsSync(ran.receipt)).toBe(false);
  expect(existsSync(ran.artifact)).toBe(false);
});

test('a proof under other limits than those asked for is not handed out', async () => {
  const ran = await prove('limits', '', recordedLimits({ functions: 7n }));
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.out)).toMatchObject({ error: { code: 'prove/failed' } });
  expect(existsSync(ran.receipt)).toBe(false);
});
