import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeReceipt } from '@zkcwasm/verifier';
import { encodeReceipt, sp1Seal } from '@zkcwasm/verifier/internal';
import { execaNode } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';

const committed = fileURLToPath(new URL('../../../artifacts/receipts/add.receipt', import.meta.url));
const program = fileURLToPath(new URL('../../bin/zkcwasm.js', import.meta.url));
let folder: string;
let old: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-repack-'));
  old = join(folder, 'old.receipt');
  const receipt = decodeReceipt(new Uint8Array(readFileSync(committed)));
  writeFileSync(old, encodeReceipt({ ...receipt, version: 1, seal: await sp1Seal(receipt) }));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const repack = async (file: string, output: string) =>
  execaNode(program, ['repack', file, '-o', output, '--json'], { reject: false });

test('writes an old receipt in half the bytes, and a new one as it is', async () => {
  for (const [i, file] of [old, committed].entries()) {
    const output = join(folder, `new-${i}.receipt`);
    const { exitCode, stdout } = await repack(file, output);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ path: output, bytesBefore: readFileSync(file).length });
    expect(Buffer.compare(readFileSync(output), readFileSync(committed))).toBe(0);
  }
}, 60_000);

test('what is no receipt, or would be written over, is refused and nothing is written', async () => {
  const output = join(folder, 'none.receipt');
  const cut = join(folder, 'cut.receipt');
  writeFileSync(cut, readFileSync(old).subarray(0, -1));
  for (const [file, code] of [
    [cut, 'receipt/malformed'],
    [join(folder, 'nowhere'), 'input/unreadable'],
  ] as const) {
    const { exitCode, stderr, stdout } = await repack(file, output);
    expect(exitCode).toBe(1);
    expect(`${stdout}${stderr}`).toContain(code);
    expect(() => readFileSync(output)).toThrow();
  }
  const before = readFileSync(old);
  expect((await repack(committed, old)).exitCode).toBe(1);
  expect(Buffer.compare(readFileSync(old), before)).toBe(0);
}, 60_000);
