/** `zkcwasm corpus` with an engine that answers from the request: what is run and what not, comparisons, exit codes. */
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownImages } from '@zkcwasm/verifier';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PROVER_COMMAND, proverCommand } from '../../../testkit/commands.js';
import { sha256 } from '../../../verifier/src/node.js';

const engine = new URL('../corpus-engine.mjs', import.meta.url).pathname;
const [FAST, BASE] = ['wasmtime-48-x86_64-linux-fast-exec', 'wasmtime-48-x86_64-linux-baseline'];
// Each starts the command several times, which takes its time on a machine that is loaded.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });
let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-corpus-'));
  log = join(folder, 'log');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A module of its own with so many bytes more than the shortest; its digest. */
function module(name: string, size: number): string {
  const section = Buffer.alloc(size + 2, 0x61);
  section.set([size + 1, 1]);
  const wasm = Buffer.concat([
    Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 0]),
    section.subarray(0, size + 2),
  ]);
  writeFileSync(join(folder, name), wasm);
  return Buffer.from(sha256(wasm)).toString('hex');
}

type Answers = Record<
  string,
  { perByte?: number; refuses?: string[]; stops?: string[]; kills?: string[]; waits?: number }
>;

function environment(answers: Answers) {
  return { ZKCWASM_ENGINE: engine, CORPUS: JSON.stringify(answers), CORPUS_LOG: log };
}

interface Found {
  contracts: {
    names: string[];
    wasmDigest: string;
    results: Record<string, { outcome: string; cycles?: string }>;
  }[];
  errors: { name: string; imageId?: string; error: { code: string } }[];
  findings: {
    comparisons: { newRefusals: { name: string }[]; regressions: { name: string; figure: string }[] }[];
  };
}

async function corpus(args: string[], answers: Answers = {}, sources = [folder]) {
  const options = ['--results', join(folder, 'results'), '--json', ...args];
  const ran = await proverCommand(['corpus', ...sources, ...options], { env: environment(answers) });
  const found = JSON.parse(ran.out) as Found & { error?: { code: string } };
  return { ...ran, found, runs: runs() };
}
const runs = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
const idOf = async (name: string) =>
  (await knownImages()).find((image) => image.name === name && image.status === 'active')?.imageId ?? '';

test('every module under every active image, each once whatever it is called; again nothing is run', async () => {
  module('a.wasm', 3);
  module('b.wasm', 9);
  module('same.wasm', 9);
  const first = await corpus([]);
  expect(first.code).toBe(0);
  const active = (await knownImages()).filter(({ status }) => status === 'active');
  expect(first.runs).toHaveLength(2 * active.length);
  expect(first.found.contracts.map(({ names }) => names)).toEqual([['a.wasm'], ['b.wasm', 'same.wasm']]);
  for (const { results } of first.found.contracts) expect(Object.keys(results)).toHaveLength(active.length);
  const second = await corpus([]);
  expect(second.runs).toHaveLength(2 * active.length);
  expect(second.out).toBe(first.out);
});

test('other limits, imports or cycles are another run', async () => {
  module('a.wasm', 3);
  const own = ['--images', FAST];
  for (const [i, more] of [
    [],
    ['--limit', 'types=7'],
    ['--allow-import', 'env::*'],
    ['--max-cycles', '99999999'],
  ].entries()) {
    expect((await corpus([...own, ...more])).runs).toHaveLength(i + 1);
  }
});

test('a kept result that is damaged is made again', async () => {
  module('a.wasm', 3);
  const first = await corpus(['--images', FAST]);
  const [kept] = readdirSync(join(folder, 'results'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile(),
  );
  const path = join(kept?.parentPath ?? '', kept?.name ?? '');
  writeFileSync(path, readFileSync(path).subarray(0, -3));
  const again = await corpus(['--images', FAST]);
  expect(again.runs).toHaveLength(2);
  expect(again.found.contracts).toEqual(first.found.contracts);
});

test('a run that is killed goes on, and loses at most what was under way', async () => {
  for (let i = 0; i < 8; i += 1) module(`${i}.wasm`, i);
  const args = [
    'corpus',
    folder,
    '--images',
    FAST,
    '--jobs',
    '1',
    '--results',
    join(folder, 'results'),
    '--json',
  ];
  const env = { ...process.env, ...environment({ [FAST]: { waits: 400 } }) };
  const child = spawn(process.execPath, [PROVER_COMMAND, ...args], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  while (runs().length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  child.kill('SIGKILL');
  await ended;
  const before = runs().length;
  const { code, found, runs: all } = await corpus(['--images', FAST]);
  expect(code).toBe(0);
  expect(found.contracts).toHaveLength(8);
  expect(all.length).toBeLessThanOrEqual(8 + 1);
  expect(all.length - before).toBeLessThan(8 - 2);
});

test('what cannot be read or run is told, and the rest goes on', async () => {
  const deadly = module('deadly.wasm', 5);
  module('good.wasm', 3);
  module('z.wasm', 8);
  writeFileSync(join(folder, 'text.wasm'), 'hello');
  symlinkSync('.', join(folder, 'loop'));
  const { code, found } = await corpus(['--images', FAST], { [FAST]: { kills: [deadly] } });
  expect(code).toBe(1);
  expect(found.errors.map(({ name, error }) => [name, error.code])).toEqual([
    ['text.wasm', 'input/not-wasm'],
    ['deadly.wasm', 'engine/failed'],
  ]);
  const compiled = found.contracts.filter(({ results }) => Object.keys(results).length > 0);
  expect(compiled.map(({ names }) => names[0])).toEqual(['good.wasm', 'z.wasm']);
});

test('new images against old ones: what has grown is one exit code, what is refused another', async () => {
  const fallen = module('fallen.wasm', 40);
  module('a.wasm', 3);
  const args = ['--images', BASE, '--against', FAST, '--threshold', '50'];
  const same = { [FAST]: { perByte: 1000 }, [BASE]: { perByte: 1500 } };
  expect((await corpus(args, same)).code).toBe(0);
  const fresh = ['--results', join(folder, 'other')];
  const grown = await corpus([...args, ...fresh], { ...same, [BASE]: { perByte: 1501 } });
  expect(grown.code).toBe(3);
  expect(grown.found.findings.comparisons[0]?.regressions.map(({ name, figure }) => [name, figure])).toEqual([
    ['a.wasm', 'cycles'],
    ['fallen.wasm', 'cycles'],
  ]);
  const refused = await corpus([...args, '--results', join(folder, 'third')], {
    ...same,
    [BASE]: { perByte: 9000, refuses: [fallen] },
  });
  expect(refused.code).toBe(4);
  expect(refused.found.findings.comparisons[0]?.newRefusals).toMatchObject([{ name: 'fallen.wasm' }]);
});

test('an earlier report takes the place of the old image', async () => {
  const fallen = module('fallen.wasm', 40);
  const report = join(folder, 'old.json');
  const html = join(folder, 'old.html');
  expect((await corpus(['--images', FAST, '--report', report, '--html', html])).code).toBe(0);
  expect(readFileSync(html, 'utf8')).toContain('<figcaption>Cycles');
  const args = ['--images', BASE, '--baseline', report];
  const stopped = await corpus([...args], { [BASE]: { stops: [fallen] } });
  expect(stopped.code).toBe(4);
  expect(stopped.found.contracts[0]?.results[await idOf(BASE)]).toMatchObject({ outcome: 'stopped' });
  // Nothing is written over.
  expect((await corpus(['--images', FAST, '--report', report])).found.error?.code).toBe('output/exists');
  const other = await corpus([...args, '--limit', 'types=7']);
  expect(other.found.error?.code).toBe('corpus/baseline');
});

test('images that are not there are told before anything is run', async () => {
  module('a.wasm', 3);
  const unknown = await corpus(['--images', 'nothing']);
  expect([unknown.code, unknown.found.error?.code]).toEqual([1, 'image/unknown']);
  const artifacts = join(folder, 'artifacts');
  mkdirSync(artifacts);
  copyFileSync(new URL('../../../artifacts/images.toml', import.meta.url), join(artifacts, 'images.toml'));
  const env = { ZKCWASM_CACHE: join(folder, 'cache'), ZKCWASM_ARTIFACTS: artifacts };
  const { out } = await proverCommand(['corpus', folder, '--json'], { env: { ...environment({}), ...env } });
  const { error } = JSON.parse(out) as { error: { code: string; message: string; hint: string } };
  expect(error.code).toBe('image/not-built');
  expect(error.message).toContain(FAST);
  expect(error.message).toContain(BASE);
  expect(error.hint).toMatch(/npm run build:images -- .*fast-exec/);
  expect(runs()).toEqual([]);
});

test('without an engine it ends at once', async () => {
  module('a.wasm', 3);
  const ran = await proverCommand(['corpus', folder, '--results', join(folder, 'r'), '--json'], {
    env: { ZKCWASM_ENGINE: '/nonexistent' },
  });
  expect([ran.code, (JSON.parse(ran.out) as { error: { code: string } }).error.code]).toEqual([
    1,
    'engine/missing',
  ]);
});

test.each([
  ['--threshold', 'x'],
  ['--threshold', '-1'],
  ['--jobs', '0'],
  ['--images', 'a,,b'],
])('%s %s is wrong usage', async (option, value) => {
  expect((await proverCommand(['corpus', folder, option, value])).code).toBe(2);
});

test('a table for people, where names do nothing', async () => {
  module('\u001b[31m\u202ered.wasm', 3);
  const { out } = await proverCommand(
    ['corpus', folder, '--images', FAST, '--details', '--results', join(folder, 'r')],
    {
      env: environment({}),
    },
  );
  expect(out).toContain('\\u{1b}[31m\\u{202e}red.wasm');
  expect(out).toMatch(/compiled +refused +stopped/);
});
