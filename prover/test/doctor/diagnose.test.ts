import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { diagnose } from '../../src/doctor/diagnose.js';
import type { Surroundings } from '../../src/doctor/surroundings.js';
import { defaultCompilerVersion, imageManifest } from '../../src/images/imageManifest.js';
import { runnersFolder } from '../runnersFolder.js';

let folder: string;
let runners: string;

beforeAll(() => {
  folder = temporaryFolder('doctor');
  runners = runnersFolder(folder, '');
});

/** A machine that has everything, but for what is said. */
function machine(other: Partial<Surroundings> = {}): Surroundings {
  const versions: Record<string, string> = {
    rustc: 'rustc 1.95.0 (abc 2026-04-14)',
    engine: 'zkcwasm-engine 0.1.0',
  };
  return {
    nodeVersion: '20.19.0',
    cores: 2,
    engine: 'engine',
    runners,
    cache: folder,
    run: async (program) => ({ line: versions[program] ?? `${program} 1` }),
    availableMemory: async () => 20n << 30n,
    freeDisk: async () => 100n << 30n,
    ...other,
  };
}

/** Names of what is wrong (runners and images beside the usual ones aside), and what the machine cannot be used for. */
async function wrong(other: Partial<Surroundings>): Promise<{ missing: string[]; cannot: string[] }> {
  const { findings, can } = await diagnose(machine(other));
  return {
    missing: findings
      .filter(({ ok, name, neededFor }) => !ok && (neededFor.length > 0 || !/^(image|runner) /.test(name)))
      .map(({ name }) => name),
    cannot: Object.entries(can).flatMap(([purpose, possible]) => (possible ? [] : [purpose])),
  };
}

test('a machine that has everything can be used for everything', async () => {
  expect(await wrong({})).toEqual({ missing: [], cannot: [] });
});

test.each([
  ['20.18.3', ['verify', 'run', 'meter', 'prove', 'build']],
  ['18.20.0', ['verify', 'run', 'meter', 'prove', 'build']],
  ['nonsense', ['verify', 'run', 'meter', 'prove', 'build']],
  ['22.0.0', []],
  ['20.100.1', []],
])('Node %s', async (nodeVersion, cannot) => {
  expect(await wrong({ nodeVersion })).toEqual({ missing: cannot.length > 0 ? ['Node'] : [], cannot });
});

test('an engine that is not there, or ends: nothing is metered or proved', async () => {
  const { run } = machine();
  const broken = (problem: string) => ({
    run: (program: string) => (program === 'engine' ? Promise.resolve({ problem }) : run(program)),
  });
  for (const problem of ['there is no engine', 'this processor has no avx512f']) {
    expect(await wrong(broken(problem))).toEqual({ missing: ['engine'], cannot: ['meter', 'prove'] });
    const { findings } = await diagnose(machine(broken(problem)));
    expect(findings.find(({ name }) => name === 'engine')).toMatchObject({
      found: problem,
      advice: expect.stringContaining('npm run build:engine'),
    });
  }
});

test('no runner: nothing is compiled natively or run', async () => {
  const missing = `runner ${defaultCompilerVersion()}`;
  expect(await wrong({ runners: join(folder, 'nowhere') })).toEqual({ missing: [missing], cannot: ['run'] });
});

test('too little memory: nothing is proved, and where else it can be is said', async () => {
  const availableMemory = async () => (16n << 30n) - 1n;
  expect(await wrong({ availableMemory })).toEqual({ missing: ['memory'], cannot: ['prove'] });
  const { findings } = await diagnose(machine({ availableMemory }));
  expect(findings.find(({ name }) => name === 'memory')?.advice).toContain('--prover network');
  expect(await wrong({ availableMemory: async () => 16n << 30n })).toEqual({ missing: [], cannot: [] });
  // What the system does not say is left to the engine.
  expect(await wrong({ availableMemory: async () => undefined })).toEqual({ missing: [], cannot: [] });
});

test('too little disk: for builds first, then for proofs', async () => {
  expect(await wrong({ freeDisk: async () => 2n << 30n })).toEqual({
    missing: ['disk for builds'],
    cannot: ['build'],
  });
  expect(await wrong({ freeDisk: async () => 0n })).toEqual({
    missing: ['disk for proofs', 'disk for builds'],
    cannot: ['prove', 'build'],
  });
});

test.each([
  ['rustc 1.94.9 (abc)', ['Rust']],
  ['rustc 2.0.0', []],
  ['something else', ['Rust']],
])('a compiler that says %j', async (line, missing) => {
  const { run } = machine();
  const found = await wrong({
    run: (program) => (program === 'rustc' ? Promise.resolve({ line }) : run(program)),
  });
  expect(found).toEqual({ missing, cannot: missing.length > 0 ? ['build'] : [] });
});

test('Docker is for one option alone', async () => {
  const { run } = machine();
  const without = (program: string) =>
    program === 'docker' ? Promise.resolve({ problem: 'there is no docker' }) : run(program);
  expect(await wrong({ run: without })).toEqual({ missing: ['Docker'], cannot: [] });
});

test('every image of the list is looked for', async () => {
  const { findings } = await diagnose(machine());
  const names = findings.map(({ name }) => name);
  for (const { name } of imageManifest().images) expect(names).toContain(`image ${name}`);
});
