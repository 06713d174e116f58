/** Figures of the documents that stand in the code as well, and the one version of the compiler that stands everywhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { DEFAULTS } from '../node/src/daemon/settings.js';
import { BOMBS } from '../testkit/bombs/index.js';
import { LIMIT_NAMES, MAX_RECEIPT_BYTES } from '../verifier/src/index.js';
import { CALL_CYCLES, fixedPart } from '../verifier/src/policy/checkCount.js';
import { MAX_CLAIMS, MAX_PROOF_BYTES } from '../verifier/src/registry/index.js';
import { MAX_PROOF_INNER } from '../verifier/src/registry/proof.js';

const bytes = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url));
const read = (file: string) => bytes(file).toString('utf8').replace(/\s+/g, ' ');

test('how many limits and bombs there are', () => {
  expect(read('README.md')).toContain(`keep to ${LIMIT_NAMES.length} limits of size, shape and work`);
  expect(read('docs/reference/limits.md')).toContain(`generators of ${BOMBS.length} modules`);
});

test('the fields of a policy are those of its schema', () => {
  const page = bytes('docs/reference/policy.md').toString('utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
  const [, schema = ''] =
    /strictFields\(\{\n([\s\S]*?)\n\}\)/.exec(bytes('verifier/src/policy/policy.ts').toString('utf8')) ?? [];
  const fields = [...schema.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);
  expect(fields.length).toBeGreaterThan(10);
  expect([...rows].sort()).toEqual(fields.sort());
});

test('limits of receipts and registry proofs', () => {
  const mib = (size: number) => `${size / 2 ** 20} MiB`;
  expect(read('SECURITY.md')).toContain(`Receipts are limited to ${mib(MAX_RECEIPT_BYTES)}`);
  const inner = MAX_PROOF_INNER.toLocaleString('en');
  const limits = `Limits: ${MAX_CLAIMS} claims, ${inner} inner nodes, ${mib(MAX_PROOF_BYTES)}`;
  expect(read('docs/reference/registry.md')).toContain(limits);
});

test('where the daemon listens', () => {
  expect(read('docs/reference/daemon.md')).toContain(`the daemon listens on port ${DEFAULTS.port}.`);
});

test('size of the proof check', () => {
  const kilobytes = Math.round(bytes('verifier/wasm/stark.wasm').length / 1000);
  expect(read('docs/benchmarks/README.md')).toContain(
    `| proof check as WebAssembly | ${kilobytes} kB, no imports |`,
  );
});

test('system calls of an image: pieces of input that it reads, and calls to make a statement', () => {
  const pieces = read('guest/image/src/program.rs').match(/read_input\(\)/g)?.length ?? 0;
  const calls = 8 + 8 + 1 + 1 + 2 * pieces;
  expect(read('docs/explanation/clock.md')).toContain(`makes ${calls} of them`);
  expect(read('docs/explanation/clock.md')).toContain(`${(calls * 256) / 8} cycles in all`);
});

test('the fixed part of a run that an image does not count', () => {
  const [first, second] = [fixedPart(1n), fixedPart(1n + 64n)];
  const each = second - first;
  const digits = (value: bigint) => value.toLocaleString('en');
  expect(read('docs/explanation/clock.md')).toContain(
    `${CALL_CYCLES} cycles of system calls, ${digits(first - each - CALL_CYCLES)} instructions, and ${digits(each)} more for each block of 64 bytes`,
  );
});

test('cycles of the images are those of cycles.json', () => {
  const baseline = JSON.parse(read('docs/benchmarks/cycles.json')) as Record<
    string,
    { imageId: string; values: Record<string, number> }
  >;
  const { images } = JSON.parse(read('artifacts/images.json')) as {
    images: { imageId: string; name: string; status: string }[];
  };
  const document = read('docs/benchmarks/README.md');
  const columns = ['fast-exec', 'fast-prove', 'baseline'].map((profile) => {
    const name = `wasmtime-48-x86_64-linux-${profile}`;
    const active = images.find((image) => image.status === 'active' && image.name === name);
    const measured = baseline[active?.name ?? ''];
    expect(measured?.imageId, profile).toBe(active?.imageId);
    return measured?.values ?? {};
  });
  const names = Object.keys(columns[0] ?? {}).filter((name) => !name.endsWith('heap'));
  expect(names).toHaveLength(6);
  for (const name of names) {
    const row = columns.map((values) => values[name]?.toLocaleString('en')).join(' | ');
    expect(document).toContain(`| ${name} | ${row} |`);
  }
});

test('what proofs took is what fixtures.json says', () => {
  interface Fixture {
    cycles: string;
    shards: number;
    recursionSteps: number;
    reusedSteps?: number;
    seconds: number;
    peakGiB: number;
    driverSeconds: number;
    imageId: string;
  }
  const fixtures = JSON.parse(read('artifacts/receipts/fixtures.json')) as Record<string, Fixture>;
  const document = read('docs/benchmarks/README.md');
  const digits = (value: number) => value.toLocaleString('en');
  for (const [name, taken] of Object.entries(fixtures)) {
    const figures = [digits(Number(taken.cycles)), taken.shards, taken.recursionSteps, digits(taken.seconds)];
    expect(document).toContain(`| \`${name}\` | ${[...figures, taken.peakGiB].join(' | ')} |`);
    expect(taken.driverSeconds, name).toBeLessThan(4);
  }
  const { images, aggregators } = JSON.parse(read('artifacts/images.json')) as Record<
    'images' | 'aggregators',
    { imageId: string; status: string }[]
  >;
  const current = [...images, ...aggregators].filter(({ status }) => status === 'active');
  const earlier = Object.entries(fixtures).filter(
    ([, { imageId }]) => !current.some((image) => image.imageId === imageId),
  );
  expect(earlier.map(([name]) => name).sort()).toEqual(['instruction-limit']);
  const resumed = Object.entries(fixtures).filter(([, { reusedSteps = 0 }]) => reusedSteps > 0);
  expect(resumed.map(([name]) => name)).toEqual(['counter']);
  const { cycles, seconds, peakGiB } = fixtures.aggregate as Fixture;
  expect(read('docs/reference/aggregate.md')).toContain(
    `The aggregator took ${digits(Number(cycles))} cycles`,
  );
  expect(read('docs/reference/aggregate.md')).toContain(`The proof took ${digits(seconds)} s`);
  expect(read('docs/reference/aggregate.md')).toContain(`and ${peakGiB} GiB`);
});

test('one exact version of each compiler: constant, lock files, list of images, active images', () => {
  const { compilers } = parse(bytes('artifacts/images.toml').toString()) as {
    compilers: Record<string, { version: string }>;
  };
  const { images } = JSON.parse(read('artifacts/images.json')) as {
    images: { name: string; status: string; compiler: { version: string } }[];
  };
  expect(Object.keys(compilers).sort()).toEqual(
    readdirSync(new URL('../guest/compilers', import.meta.url)).sort(),
  );
  for (const [compiler, { version }] of Object.entries(compilers)) {
    const folder = `guest/compilers/${compiler}`;
    const [, constant] = /COMPILER_VERSION: &str = "([^"]+)"/.exec(read(`${folder}/src/lib.rs`)) ?? [];
    expect(constant, compiler).toBe(version);
    const upstream = `${folder}/omissions/upstream/Cargo.lock`;
    const locks = [`${folder}/Cargo.lock`, `runner/${compiler}/Cargo.lock`];
    if (existsSync(new URL(`../${upstream}`, import.meta.url))) locks.push(upstream);
    for (const lock of locks) {
      const locked = [...read(lock).matchAll(/name = "wasmtime" version = "([^"]+)"/g)].map(([, v]) => v);
      expect(locked, lock).toEqual([version]);
    }
    for (const { name, status, compiler: named } of images) {
      if (status === 'active' && name.startsWith(`${compiler}-`)) expect(named.version, name).toBe(version);
    }
  }
  expect(read('README.md')).toContain(
    `Wasmtime ${compilers['wasmtime-48']?.version} with this artifact profile`,
  );
});

test('the two halves of the native program: the engine links no Wasmtime, a runner nothing of SP1', () => {
  expect(read('prover/engine/Cargo.lock')).not.toMatch(/name = "(wasmtime|cranelift|winch|zkcwasm-compiler)/);
  const locks = readdirSync(new URL('../runner', import.meta.url), { withFileTypes: true })
    .map(({ name }) => `runner/${name}/Cargo.lock`)
    .filter((lock) => existsSync(new URL(`../${lock}`, import.meta.url)));
  expect(locks).toContain('runner/wasmtime-48/Cargo.lock');
  for (const lock of locks) {
    expect(read(lock), lock).not.toMatch(
      /name = "(sp1|slop|p3|zkcwasm-engine|zkcwasm-stark|zkcwasm-aggregate)/,
    );
  }
});
