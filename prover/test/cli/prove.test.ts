import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJournal, decodeReceipt, LIMIT_NAMES, type LimitName, toHex } from '@zkcwasm/verifier';
import { beforeAll, describe, expect, test } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';
import { RECEIPTS } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { runnersFolder } from '../runnersFolder.js';

const replay = new URL('../replay-engine.mjs', import.meta.url).pathname;
const replayRunner = new URL('../replay-runner.mjs', import.meta.url).href;
let folder: string;
let runners: string;

beforeAll(() => {
  folder = temporaryFolder('prove');
  runners = runnersFolder(folder, `await import('${replayRunner}');`);
});

/** The limits that the recorded proof was made under. */
function recordedLimits(changes: Partial<Record<LimitName, bigint>> = {}): string[] {
  const { journal } = decodeReceipt(new Uint8Array(readFileSync(join(RECEIPTS, 'add.receipt'))));
  const limits = { ...decodeJournal(journal).limits, ...changes };
  return LIMIT_NAMES.flatMap((name) => ['--limit', `${name}=${limits[name] ?? 'none'}`]);
}

/** The image that the recorded proof was made with. */
function recordedImage(): string[] {
  const { imageId } = decodeReceipt(new Uint8Array(readFileSync(join(RECEIPTS, 'add.receipt'))));
  return ['--image', toHex(imageId)];
}

/** `zkcwasm prove add.wasm`, with an engine that replays a recorded proof. */
async function prove(
  name: string,
  spoilt = '',
  limits = recordedLimits(),
  more: Record<string, string> = {},
): Promise<{ code: number; out: string; receipt: string; artifact: string }> {
  const receipt = join(folder, `${name}.receipt`);
  const artifact = join(folder, `${name}.cwasm`);
  const files = [join(RECEIPTS, 'add.wasm'), '-o', receipt, '--artifact', artifact];
  const args = ['prove', ...files, ...limits, ...recordedImage(), '--json'];
  const env = { ZKCWASM_ENGINE: replay, ZKCWASM_RUNNERS: runners, REPLAY: spoilt, ...more };
  const ran = await proverCommand(args, { env });
  return { code: ran.code, out: ran.out, receipt, artifact };
}

test('the receipt and the artifact are the committed ones, byte for byte', async () => {
  const { code, out, receipt, artifact } = await prove('good');
  expect(code, out).toBe(0);
  expect(readFileSync(receipt)).toEqual(readFileSync(join(RECEIPTS, 'add.receipt')));
  expect(readFileSync(artifact)).toEqual(readFileSync(join(RECEIPTS, 'add.cwasm')));
  expect(JSON.parse(out)).toMatchObject({ proved: true, outcome: 'compiled', sealKind: 'stark' });
});

test('for people: the statement, what it took, and where the receipt is', async () => {
  const receipt = join(folder, 'words.receipt');
  const files = [join(RECEIPTS, 'add.wasm'), '-o', receipt];
  const env = { ZKCWASM_ENGINE: replay, ZKCWASM_RUNNERS: runners };
  const args = ['prove', ...files, ...recordedLimits(), ...recordedImage()];
  const { code, out, err } = await proverCommand(args, { env });
  expect(code, err).toBe(0);
  expect(out).toMatch(/^proved: wasmtime 48\.0\.8 compiles the module of 41 bytes /);
  expect(out).toMatch(/^ {2}cycles +1,891,589 +the proof's own clock$/m);
  expect(out).toMatch(/^ {2}took +0\.0 s, 1 byte of memory at the most$/m);
  expect(out).toContain(`${receipt}, 6`);
  expect(out).not.toMatch(/[0-9a-f]{64}/);
  // Standard error is no terminal here: progress is lines.
  expect(err).toMatch(/^execute\n/);
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

test('without a runner for the artifact nothing is proved at all', async () => {
  const ran = await prove('unrun', '', recordedLimits(), {
    ZKCWASM_RUNNERS: '/nonexistent',
    ZKCWASM_ENGINE: '/nonexistent',
  });
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.out)).toMatchObject({ error: { code: 'runner/missing' } });
  expect(existsSync(ran.receipt)).toBe(false);
});

test('a proof under other limits than those asked for is not handed out', async () => {
  const ran = await prove('limits', '', recordedLimits({ functions: 7n }));
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.out)).toMatchObject({ error: { code: 'prove/failed' } });
  expect(existsSync(ran.receipt)).toBe(false);
});

describe('prove-all', () => {
  /** `zkcwasm prove-all FILES -o FOLDER`, with the engine that replays. */
  async function proveAll(files: string[], output: string, spoilt = '', limits = recordedLimits()) {
    const args = ['prove-all', ...files, '-o', output, ...limits, ...recordedImage(), '--json'];
    const ran = await proverCommand(args, { env: { ZKCWASM_ENGINE: replay, REPLAY: spoilt } });
    return { code: ran.code, out: JSON.parse(ran.out) as Record<string, unknown> };
  }
  const add = join(RECEIPTS, 'add.wasm');

  test('makes a receipt beside each other, and leaves those alone that are there', async () => {
    const output = join(folder, 'all');
    const first = await proveAll([add], output);
    expect(first).toMatchObject({ code: 0, out: { proved: 1, failed: 0, proofs: [{ proved: true }] } });
    const made = readFileSync(join(output, 'add.receipt'));
    expect(made).toEqual(readFileSync(join(RECEIPTS, 'add.receipt')));
    // An engine that fails is not asked again.
    const second = await proveAll([add], output, 'flipped');
    expect(second).toMatchObject({ code: 0, out: { proved: 1, failed: 0, proofs: [{ already: true }] } });
    expect(readFileSync(join(output, 'add.receipt'))).toEqual(made);
  });

  test('what fails does not stop the others, and is told', async () => {
    const output = join(folder, 'some');
    // The recording is of another module.
    const { code, out } = await proveAll([join(RECEIPTS, 'invalid.wasm'), add], output);
    expect(code).toBe(1);
    expect(out).toMatchObject({ proved: 1, failed: 1 });
    expect(existsSync(join(output, 'invalid.receipt'))).toBe(false);
    expect(existsSync(join(output, 'add.receipt'))).toBe(true);
  });

  test('a file that is no receipt of the module is not written over', async () => {
    const output = join(folder, 'taken');
    mkdirSync(output);
    writeFileSync(join(output, 'add.receipt'), 'mine');
    const { code, out } = await proveAll([add], output);
    expect(code).toBe(1);
    expect(out).toMatchObject({ failed: 1, proofs: [{ error: { code: 'output/exists' } }] });
    expect(readFileSync(join(output, 'add.receipt'), 'utf8')).toBe('mine');
  });

  test('a receipt under other limits is not taken for this one', async () => {
    const output = join(folder, 'limited');
    mkdirSync(output);
    copyFileSync(join(RECEIPTS, 'add.receipt'), join(output, 'add.receipt'));
    const { code, out } = await proveAll([add], output, '', recordedLimits({ functions: 7n }));
    expect(code).toBe(1);
    expect(out).toMatchObject({ failed: 1, proofs: [{ error: { code: 'output/exists' } }] });
  });

  test('for people: a line for each module', async () => {
    const output = join(folder, 'lines');
    const files = [join(RECEIPTS, 'invalid.wasm'), add];
    const args = ['prove-all', ...files, '-o', output, ...recordedLimits(), ...recordedImage()];
    const { code, out } = await proverCommand(args, { env: { ZKCWASM_ENGINE: replay } });
    expect(code).toBe(1);
    expect(out).toMatch(/^1 proved, 1 failed$/m);
    expect(out).toMatch(
      /invalid\.receipt +failed \(wasm\/mismatch\) +the receipt is about another wasm module$/m,
    );
    expect(out).toMatch(/add\.receipt +proved: compiled +0\.0 s +1,891,589 cycles$/m);
  });

  test('two modules with one name are refused before anything is proved', async () => {
    const { code, out } = await proveAll([add, add], join(folder, 'twice'));
    expect(code).toBe(2);
    expect(out).toMatchObject({ error: { code: 'usage/invalid' } });
    expect(existsSync(join(folder, 'twice'))).toBe(false);
  });
});
