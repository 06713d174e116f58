/** `zkcwasm rehearse` with the real runner: recorded under Cranelift for this machine, replayed under Winch and on Pulley. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proverCommand } from '../../../testkit/commands.js';

const MODULES = {
  // Results of every type, NaNs among them; division by zero; memory that is left behind; a host function.
  'numbers.wat': `(module
    (import "env" "host" (func $host (param i32) (result i64)))
    (memory (export "memory") 1) (global (export "count") (mut i32) (i32.const 0))
    (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
    (func (export "root") (param f64) (result f64) (f64.sqrt (local.get 0)))
    (func (export "store") (param i32 i64) (i64.store (local.get 0) (local.get 1))
      (global.set 0 (i32.add (global.get 0) (i32.const 1))))
    (func (export "host") (param i32) (result i64) (call $host (local.get 0))))`,
  'endless.wat': `(module (func (export "spin") (param i32) (loop (br_if 0 (i32.eqz (local.get 0)))))
    (func (export "one") (result i32) (i32.const 1)))`,
  'vector.wat': `(module (func (export "lane") (param i32) (result i32)
    (i32x4.extract_lane 0 (i32x4.splat (local.get 0)))))`,
};
let folder: string;
let recording: string;
let first: Awaited<ReturnType<typeof rehearse>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-rehearse-'));
  for (const [name, text] of Object.entries(MODULES)) writeFileSync(join(folder, name), text);
  recording = join(folder, 'first.json');
  first = await rehearse('record', folder, '-o', recording, '--timeout', '4000', '--rounds', '3');
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Found {
  error?: { code: string };
  modules?: number;
  compiled?: number;
  calls?: number;
  unfinished?: number;
  uncompared?: number;
  differences?: { name: string; kind: string; export?: string; recorded: string; found: string }[];
}

async function rehearse(...args: string[]): Promise<{ code: number; found: Found }> {
  const { code, out } = await proverCommand(['rehearse', ...args, '--json']);
  return { code, found: out === '' ? {} : (JSON.parse(out) as Found) };
}
const replay = (file: string, ...args: string[]) =>
  rehearse('replay', file, folder, '--timeout', '4000', ...args);

test('a call that never ends is told apart from those that do', () => {
  expect(first.code).toBe(0);
  expect(first.found).toMatchObject({ modules: 3, compiled: 3, unfinished: 1 });
  expect(first.found.calls).toBeGreaterThan(10);
});

test('under the same compiler nothing differs; recorded again it is the same file', async () => {
  const { code, found } = await replay(recording);
  expect([code, found.differences, found.uncompared]).toEqual([0, [], 1]);
  const again = join(folder, 'again.json');
  await rehearse('record', folder, '-o', again, '--timeout', '4000', '--rounds', '3');
  expect(readFileSync(again)).toEqual(readFileSync(recording));
}, 240_000);

test('on Pulley, which interprets, results, traps and memories are those of the machine', async () => {
  const { code, found } = await replay(recording, '--target', 'pulley64');
  expect(found.differences).toEqual([]);
  expect(code).toBe(0);
}, 240_000);

test('Winch has no SIMD, which is a difference of what is accepted', async () => {
  const { code, found } = await replay(recording, '--profile', 'baseline');
  expect(code).toBe(3);
  expect(found.differences?.filter(({ kind }) => kind === 'acceptance')).toMatchObject([
    { name: 'vector.wat', recorded: 'compiled', found: expect.stringMatching(/^refused: /) as string },
  ]);
}, 240_000);

test('differences that are planted in a recording are found, each', async () => {
  const text = readFileSync(recording, 'utf8');
  const plant = async (from: string | RegExp, to: string) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    const path = join(folder, 'planted.json');
    writeFileSync(path, changed);
    return replay(path);
  };
  const trap = await plant('wasm trap: integer divide by zero', 'wasm trap: unreachable');
  expect(trap.code).toBe(3);
  expect(trap.found.differences).toMatchObject([
    { name: 'numbers.wat', kind: 'trap', export: 'divide', found: 'trap: wasm trap: integer divide by zero' },
  ]);
  const result = await plant(
    '"export":"one","outcome":{"results":["1"]}',
    '"export":"one","outcome":{"results":["2"]}',
  );
  expect(result.found.differences).toMatchObject([
    { kind: 'result', recorded: 'results: 2', found: 'results: 1' },
  ]);
  const state = await plant(/"count":"\d+"/, '"count":"77"');
  expect(state.found.differences).toMatchObject([{ kind: 'state', export: 'count', recorded: '77' }]);
}, 240_000);

test('what is wrong is told: no recording, a module that is not there, a runner that is not', async () => {
  expect((await rehearse('record', folder, '-o', recording)).found.error?.code).toBe('output/exists');
  expect((await replay(join(folder, 'endless.wat'))).found.error?.code).toBe('recording/malformed');
  const gone = await rehearse('replay', recording, join(folder, 'vector.wat'));
  expect([gone.code, gone.found.error?.code]).toEqual([1, 'rehearse/module']);
  const old = await replay(recording, '--compiler-version', '1.2.3');
  expect([old.code, old.found.error?.code]).toEqual([1, 'runner/missing']);
  const target = await rehearse('record', folder, '-o', join(folder, 'x.json'), '--target', 'riscv128');
  expect([target.code, target.found.error?.code]).toEqual([1, 'image/unknown']);
  expect(existsSync(join(folder, 'x.json'))).toBe(false);
}, 240_000);

test('calls that are given are made instead of planned ones', async () => {
  const calls = join(folder, 'calls.json');
  const sequences = [[{ export: 'divide', args: ['7', '2'] }]];
  writeFileSync(calls, JSON.stringify([{ module: 'numbers.wat', sequences }]));
  const own = join(folder, 'own.json');
  const ran = await rehearse('record', join(folder, 'numbers.wat'), '-o', own, '--calls', calls);
  expect(ran.found).toMatchObject({ modules: 1, calls: 1 });
  expect(readFileSync(own, 'utf8')).toContain('"outcome":{"results":["3"]}');
  writeFileSync(calls, JSON.stringify([{ module: 'nothing.wat', sequences }]));
  const wrong = await rehearse('record', folder, '-o', join(folder, 'y.json'), '--calls', calls);
  expect([wrong.code, wrong.found.error?.code]).toEqual([2, 'usage/invalid']);
}, 240_000);
