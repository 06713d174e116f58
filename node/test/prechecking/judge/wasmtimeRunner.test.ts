/**
 * The project's runner, under limits. Where it is not built (`runner/bin/runners.json`, or the folder that `ZKCWASM_RUNNERS` names)
 * only what needs no compiler is tested.
 */
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { BOMBS } from '../../../../testkit/bombs/index.js';
import { bytes, fixture } from '../../../../testkit/fixtures.js';
import { nativeJudge } from '../../../src/prechecking/judge/nativeJudge.js';
import type { PreparationLimits } from '../../../src/prechecking/judge/runner.js';
import {
  prlimit,
  type WasmtimeRunnerOptions,
  wasmtimeRunner,
} from '../../../src/prechecking/judge/wasmtimeRunner.js';

const runners =
  process.env.ZKCWASM_RUNNERS ?? fileURLToPath(new URL('../../../../runner/bin', import.meta.url));
const program = join(runners, 'zkcwasm-runner-wasmtime-48');
const { signal } = new AbortController();
const LIMITS: PreparationLimits = { cpuSeconds: 30, wallSeconds: 100 };
const BUILT = { compilerVersion: '48.0.8', target: 'x86_64-unknown-linux-gnu', profile: 'fast-exec' };

function prepare(
  code: Uint8Array,
  limits: Partial<PreparationLimits> = {},
  options: Partial<WasmtimeRunnerOptions> = {},
) {
  const runner = wasmtimeRunner({ program, ...BUILT, ...options });
  return runner.prepare({ code, limits: { ...LIMITS, ...limits }, instantiate: true }, signal);
}

/** Bodies of functions of a module without parameters: type, functions, code; small enough for single-byte lengths. */
function moduleOf(...sections: [number, ...number[]][]): Uint8Array {
  return Uint8Array.from([
    0,
    97,
    115,
    109,
    1,
    0,
    0,
    0,
    ...sections.flatMap(([id, ...body]) => [id, body.length, ...body]),
  ]);
}
const TYPES: [number, ...number[]] = [1, 1, 0x60, 0, 0];
const FUNCTIONS: [number, ...number[]] = [3, 1, 0];
/** A start function that loops for ever. */
const LOOPS = moduleOf(TYPES, FUNCTIONS, [8, 0], [10, 1, 7, 0, 0x03, 0x40, 0x0c, 0, 0x0b, 0x0b]);
/** A start function that traps. */
const TRAPS = moduleOf(TYPES, FUNCTIONS, [8, 0], [10, 1, 3, 0, 0x00, 0x0b]);

describe.skipIf(!existsSync(program))('with a built runner', () => {
  test('a contract is compiled and instantiated; what is no module is refused', async () => {
    expect(await prepare(bytes('crypto-primitives.wasm'))).toEqual({ outcome: 'prepared' });
    expect(await prepare(fixture('invalid').wasm)).toMatchObject({
      outcome: 'error',
      error: 'prevalidation',
    });
    expect(await prepare(new Uint8Array())).toMatchObject({ outcome: 'error', error: 'prevalidation' });
  });

  test('code that cannot be instantiated fails: a start function that traps, or runs until its time is up', async () => {
    expect(await prepare(TRAPS)).toMatchObject({ error: 'runtime-construction' });
    const runs = await prepare(LOOPS, { cpuSeconds: 1 });
    expect(runs).toMatchObject({ error: 'timed-out' });
  });

  test('a bomb is stopped by the processor time, and by memory, and that is a vote against', async () => {
    const bomb = BOMBS.find(({ name }) => name === 'rem-tree') ?? BOMBS[0];
    if (bomb === undefined) throw new Error('there are no bombs');
    const code = bomb.make(100_000, 1);
    expect(await prepare(code, { cpuSeconds: 1 })).toMatchObject({ error: 'timed-out' });
    const small = { ...LIMITS, memoryBytes: 60_000_000 };
    const judged = await nativeJudge(wasmtimeRunner({ program, ...BUILT }), small).judge(code, signal);
    expect(judged.kind).not.toBe('valid');
  });

  test('another version, target or profile than wanted', async () => {
    const code = bytes('crypto-primitives.wasm');
    expect(await prepare(code, {}, { compilerVersion: '48.0.9' })).toMatchObject({ error: 'io' });
    expect(await prepare(code, {}, { target: 'no-such-target' })).toMatchObject({ error: 'io' });
    expect(await prepare(code, {}, { profile: 'none' })).toMatchObject({ error: 'io' });
  });
});

const folder = mkdtempSync(join(tmpdir(), 'zkcwasm-runner-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A runner that is a script of our own. */
function scripted(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!${process.execPath}\n${script}`);
  chmodSync(path, 0o755);
  return path;
}

test.each([
  ['says nothing and ends', '', 'job-died'],
  ['answers out of form', `console.log('no'); setInterval(() => 0, 1000)`, 'io'],
  ['answers what nobody asked', `console.log('{"id":9,"event":"result"}'); setInterval(() => 0, 1000)`, 'io'],
  [
    'prints without end',
    `const s = 'x'.repeat(65536); (function f() { process.stdout.write(s, f); })()`,
    'io',
  ],
  ['hangs', `setInterval(() => 0, 1000)`, 'timed-out'],
  [
    'is of another version',
    `process.stdin.once('data', () => console.log('{"id":1,"event":"result","compilerVersion":"1"}'))`,
    'io',
  ],
])('a runner that %s', async (name, script, error) => {
  const program = scripted(name.replaceAll(' ', '-'), script);
  const result = await prepare(
    new Uint8Array(),
    { wallSeconds: name === 'hangs' ? 2 : 60 },
    { program, confine: () => [] },
  );
  expect(result).toMatchObject({ outcome: 'error', error });
});

test('a runner that is not there, and nothing that is left behind', async () => {
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('zkcwasm-precheck-')).length;
  const before = left();
  expect(await prepare(new Uint8Array(), {}, { program: '/no/such/runner' })).toMatchObject({
    outcome: 'error',
  });
  expect(await prepare(new Uint8Array(), {}, { confine: () => ['/no/such/prlimit'] })).toMatchObject({
    error: 'io',
  });
  expect(left()).toBeLessThanOrEqual(before);
});

test('limits as prlimit takes them', () => {
  expect(prlimit({ cpuSeconds: 60, wallSeconds: 240, memoryBytes: 1000 })).toEqual([
    '/usr/bin/prlimit',
    '--cpu=60:62',
    '--data=1000',
    '--core=0',
    '--nofile=64',
  ]);
});
