/** The driver of the runner: runners that misbehave are Node programs; the last tests are of the real one. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { sha256 } from '@zkcwasm/verifier/node';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { compile } from '../../src/compile.js';
import { Engine, openImage, run, withEngine } from '../../src/index.js';
import type { NativeProcess } from '../../src/native/nativeProcess.js';
import { Runner } from '../../src/runner/runner.js';
import { runnersFolder, VERSION } from '../runnersFolder.js';

const at = (file: string) => new URL(`../../../artifacts/receipts/${file}`, import.meta.url).pathname;
const read = (file: string) => new Uint8Array(readFileSync(at(file)));
let folder: string;

beforeEach(() => {
  folder = temporaryFolder('runner');
});

const HELLO = { id: 1, event: 'result', protocol: 1, compiler: 'wasmtime', compilerVersion: VERSION };

/** A program that says `lines` to the first request. */
function saying(...lines: unknown[]): string {
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return `process.stdin.once('data', () => process.stdout.write(${JSON.stringify(text)}));`;
}

/** Starts it; the processes are gone when this is over. */
async function start(program: string, work: (runner: Runner) => Promise<void> = async () => undefined) {
  const opened: NativeProcess[] = [];
  try {
    const options = { folder: runnersFolder(folder, program), helloMs: 20_000 };
    await work(await Runner.start(VERSION, (process) => opened.push(process), options));
  } finally {
    expect(opened).toHaveLength(1);
    await Promise.all(opened.map((process) => process.stop()));
  }
}

const code = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

describe('what is no runner of the version wanted', () => {
  test.each([
    ['another compiler version', saying({ ...HELLO, compilerVersion: '49.0.0' }), 'runner/version'],
    ['another protocol', saying({ ...HELLO, protocol: 2 }), 'runner/version'],
    ['no version', saying({ ...HELLO, compilerVersion: undefined }), 'runner/answer'],
    ['text', saying('hello, world'), 'runner/answer'],
    ['JSON that is no line', saying('[1]'), 'runner/answer'],
    ['an id that is no number', saying({ ...HELLO, id: 'x' }), 'runner/answer'],
    ['an event before the answer', saying({ id: 1, event: 'phase', phase: 'x' }, HELLO), 'runner/answer'],
    [
      'bytes that are no text',
      'process.stdout.write(Buffer.from([0xff, 0xfe, 0x0a]));process.stdin.resume()',
      'runner/answer',
    ],
    [
      'a line without end',
      'const b = Buffer.alloc(1 << 20, 97); const f = () => process.stdout.write(b, f); f();',
      'runner/answer',
    ],
    [
      'a refusal of nobody knows what',
      saying({ id: null, event: 'error', code: 'request', message: 'no' }),
      'runner/refused',
    ],
    ['an error without a code', saying({ id: 1, event: 'error' }), 'runner/answer'],
    ['a refusal', saying({ id: 1, event: 'error', code: 'request', message: 'no' }), 'runner/refused'],
    ['an end', 'process.exit(3);', 'runner/failed'],
    ['half an answer and an end', `process.stdout.write('{"id":1'); process.exitCode = 0;`, 'runner/failed'],
  ])('%s', async (_, program, expected) => {
    await expect(start(program)).rejects.toEqual(code(expected));
  });

  test('silence, and it is stopped', async () => {
    const opened: NativeProcess[] = [];
    const options = { folder: runnersFolder(folder, 'process.stdin.resume();'), helloMs: 50 };
    const starting = Runner.start(VERSION, (process) => opened.push(process), options);
    await expect(starting).rejects.toEqual(code('runner/answer', 'none within 50 ms'));
    await expect(opened[0]?.request('hello', {}, () => undefined)).rejects.toEqual(code('cancelled'));
  });

  test('an answer of another request is passed over', async () => {
    await start(saying({ ...HELLO, id: 7, compilerVersion: '1.0.0' }, HELLO));
  });

  test('nonsense after a good start', async () => {
    const program = `
      const { createInterface } = await import('node:readline');
      createInterface({ input: process.stdin }).on('line', (line) => {
        const { id, command } = JSON.parse(line);
        const answer = command === 'hello' ? ${JSON.stringify(HELLO)} : { event: 'result', artifactBytes: -1 };
        process.stdout.write(JSON.stringify({ ...answer, id }) + '\\n');
      });`;
    await start(program, async (runner) => {
      await expect(runner.request('compile', {})).rejects.toEqual(code('runner/answer', 'compile'));
    });
  });
});

describe('the real one', () => {
  const BUILT = { target: 'x86_64-unknown-linux-gnu', profile: 'fast-exec' };
  const digest = toHex(sha256(read('add.cwasm')));

  test('profile, compile, rehydrate and run, and the answer is of the very bytes', async () => {
    await withEngine(async (engine) => {
      const image = await openImage();
      const runner = await engine.runner(image.compiler.version);
      expect(await runner.request('profile', BUILT)).toMatchObject({ profile: image.profile });
      const compiled = await compile(engine, { image, wasm: read('add.wasm') });
      expect(Buffer.from(compiled.artifact).equals(read('add.cwasm'))).toBe(true);
      expect(compiled.digest).toBe(digest);
      const loaded = { ...BUILT, artifact: at('add.cwasm'), digest };
      expect(await run(engine, loaded)).toEqual({
        rehydrateMs: expect.any(Number),
        artifactBytes: read('add.cwasm').length,
        exports: ['add: (i32, i32) -> (i32)'],
      });
      expect(await run(engine, { ...loaded, export: 'add', args: ['2', '-3'] })).toMatchObject({
        results: ['-1'],
      });
    });
  });

  test('the version of a tuned image stands for the one that it is tuned from', async () => {
    await withEngine(async (engine) => {
      expect(await engine.runner('48.0.8+tuned.1')).toBe(await engine.runner('48.0.8'));
    });
  });

  test('an artifact with one bit flipped is refused by its hash, wherever the bit is', async () => {
    await withEngine(async (engine) => {
      const bytes = read('add.cwasm');
      for (const place of [0, bytes.length >> 1, bytes.length - 1]) {
        const artifact = join(folder, `${place}.cwasm`);
        const spoilt = bytes.slice();
        spoilt[place] = (spoilt[place] ?? 0) ^ 1;
        writeFileSync(artifact, spoilt);
        await expect(run(engine, { ...BUILT, artifact, digest })).rejects.toEqual(code('artifact/mismatch'));
        // And by Wasmtime, or not at all, where somebody vouches for these bytes; it must not take the runner down.
        const vouched = { ...BUILT, artifact, digest: toHex(sha256(spoilt)) };
        await run(engine, vouched).catch((error: unknown) => expect(error).toEqual(code('run/failed')));
      }
      const whole = { ...BUILT, artifact: at('add.cwasm'), digest };
      expect(await run(engine, { ...whole, export: 'add', args: ['1', '1'] })).toMatchObject({
        results: ['2'],
      });
    });
  });

  test.each([
    ['an unknown target', { target: 'z80' }, 'image/unknown'],
    ['an unknown profile', { profile: 'slow' }, 'image/unknown'],
    ['no such file', { artifact: '/nonexistent' }, 'input/unreadable'],
    ['a file without end', { artifact: '/dev/zero' }, 'input/unreadable'],
    ['another digest', { digest: '00'.repeat(32) }, 'artifact/mismatch'],
    ['a digest that is none', { digest: '' }, 'artifact/mismatch'],
    ['no such export', { export: 'sub' }, 'run/failed'],
    ['no such compiler', { compilerVersion: '1.2.3' }, 'runner/missing'],
  ])('%s', async (_, change, expected) => {
    const options = { ...BUILT, artifact: at('add.cwasm'), digest, ...change };
    await withEngine(async (engine) => {
      await expect(run(engine, options)).rejects.toEqual(code(expected));
    });
  });

  test('a request that is none is refused, and the runner goes on', async () => {
    await withEngine(async (engine) => {
      const runner = await engine.runner(VERSION);
      const { request } = runner;
      for (const body of [{}, { ...BUILT, more: 1 }, { target: 1, profile: 'fast-exec' }]) {
        await expect(request.call(runner, 'profile', body)).rejects.toEqual(code('runner/refused'));
      }
      // Longer than any line that it takes.
      const long = { ...BUILT, target: 'x'.repeat(17 << 20) };
      await expect(runner.request('profile', long)).rejects.toEqual(code('runner/refused', 'too long'));
      expect(await runner.request('profile', BUILT)).toMatchObject({ profile: expect.any(String) });
    });
  });

  test('code that never ends is stopped with the engine, and nothing is left', async () => {
    const image = await openImage();
    // (module (func (export "f") (loop (br 0))))
    const wasm = Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0],
      ...[7, 5, 1, 1, 0x66, 0, 0, 10, 9, 1, 7, 0, 3, 0x40, 0x0c, 0, 0x0b, 0x0b],
    );
    const engine = new Engine();
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('zkcwasm-job-'));
    const compiled = await compile(engine, { image, wasm });
    const artifact = join(folder, 'loop.cwasm');
    writeFileSync(artifact, compiled.artifact);
    const running = run(engine, { ...BUILT, artifact, digest: compiled.digest, export: 'f' });
    const caught = expect(running).rejects.toEqual(code('cancelled'));
    setTimeout(() => void engine.stop(), 300);
    await caught;
    await engine.stop();
    await expect(engine.runner(VERSION)).rejects.toEqual(code('cancelled'));
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('zkcwasm-job-'));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });
});
