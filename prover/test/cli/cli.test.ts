import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { profileNames } from '@zkcwasm/prover';
import { knownImages } from '@zkcwasm/verifier';
import { beforeAll, describe, expect, test } from 'vitest';
import { PROVER_COMMAND, proverCommand } from '../../../testkit/commands.js';
import { RECEIPTS } from '../../../testkit/fixtures.js';
import type { Ran } from '../../../testkit/runNode.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';

const add = join(RECEIPTS, 'add.wasm');
let folder: string;

beforeAll(() => {
  folder = temporaryFolder('prover');
});

function cli(
  args: string[],
  options: { input?: Uint8Array; env?: Record<string, string> } = {},
): Promise<Ran> {
  return proverCommand(args, { ...options, env: { TMPDIR: folder, ...options.env } });
}

async function json(
  args: string[],
  options: Parameters<typeof cli>[1] = {},
): Promise<Record<string, unknown>> {
  return JSON.parse((await cli([...args, '--json'], options)).out) as Record<string, unknown>;
}

describe('meter', () => {
  test('says what the committed receipt proves, with proved: false', async () => {
    const metered = await json(['meter', add]);
    const inspected = await json(['inspect', join(RECEIPTS, 'add.receipt')]);
    expect(metered).toMatchObject({ outcome: 'compiled', proved: false });
    // Receipts of a superseded image have its ID, the text of its profile, and its heap.
    const ofTheImage = metered.imageId === inspected.imageId ? ['profile', 'peakHeapBytes'] : [];
    for (const key of ['compiler', 'target', 'wasmDigest', 'artifactDigest', 'context', ...ofTheImage]) {
      expect(metered[key], key).toEqual(inspected[key]);
    }
    expect(Number(metered.estimatedProvingSeconds)).toBeGreaterThan(60);
  });

  test('is deterministic, and the same from standard input', async () => {
    const first = await json(['meter', add]);
    const second = await json(['meter', '-'], { input: readFileSync(add) });
    expect(second.cycles).toBe(first.cycles);
    expect(second.metering).toEqual(first.metering);
  });

  test('names the bound that was exceeded', async () => {
    expect(await json(['meter', add, '--max-cycles', '1000'])).toMatchObject({
      exceeded: true,
      maxCycles: '1000',
      error: { code: 'limit/cycles' },
    });
    expect(await json(['meter', add, '--max-memory', '5000'])).toMatchObject({
      outcome: 'rejected',
      rejection: { reason: 'heap limit', limit: 'heapBytes', bound: '5000' },
    });
    expect(await json(['meter', add, '--limit', 'functions=0'])).toMatchObject({
      outcome: 'rejected',
      rejection: { reason: 'shape limit', limit: 'functions', value: '1', bound: '0' },
    });
  });

  test('a limit that is lifted is not in the statement', async () => {
    const metered = await json(['meter', add, '--limit', 'functions=none', '--limit', 'types=7']);
    expect(metered.outcome).toBe('compiled');
    expect(metered.limits).not.toHaveProperty('functions');
    expect(metered.limits).toMatchObject({ types: '7' });
  });

  test('an import is named that is not allowed, and compiles where it is', async () => {
    const wat = join(folder, 'imports.wat');
    writeFileSync(wat, '(module (import "env" "log" (func)) (import "env" "read" (func)))');
    expect(await json(['meter', wat, '--allow-import', 'env::log'])).toMatchObject({
      outcome: 'rejected',
      rejection: { reason: 'import not allowed', value: '1' },
      deniedImport: { module: 'env', name: 'read', index: '1' },
    });
    expect(await json(['meter', wat, '--allow-import', 'env::*'])).toMatchObject({ outcome: 'compiled' });
  });

  test('a module that is not valid is a provable refusal', async () => {
    const cut = join(folder, 'cut.wasm');
    writeFileSync(cut, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60));
    expect(await json(['meter', cut])).toMatchObject({
      outcome: 'rejected',
      rejection: { reason: 'invalid wasm' },
    });
  });

  test('the context is in the statement', async () => {
    const context = 'ab'.repeat(32);
    expect(await json(['meter', add, '--context', `0x${context}`])).toMatchObject({ context });
  });
});

/** Profiles that have an image of the default compiler and target. */
const built = (await knownImages())
  .filter(
    ({ name, status, source }) =>
      status === 'active' && source === 'upstream' && name.startsWith('wasmtime-48-x86_64-linux-'),
  )
  .map(({ profileName }) => String(profileName));

describe('compile and run', () => {
  test('every profile that is listed as built is one of the manifest', () => {
    expect(built.length).toBeGreaterThan(2);
    for (const profile of built) expect(profileNames()).toContain(profile);
  });

  test('the artifact is the committed one, and runs', async () => {
    const out = join(folder, 'add.cwasm');
    const { artifactDigest } = await json(['compile', add, '-o', out]);
    expect(readFileSync(out)).toEqual(readFileSync(join(RECEIPTS, 'add.cwasm')));
    const ran = await json(['run', out, '20', '22', '--invoke', 'add', '--digest', String(artifactDigest)]);
    expect(ran.results).toEqual(['42']);
  });

  test.each([
    ['another digest', ['--digest', '00'.repeat(32)], 'artifact/mismatch'],
    ['no digest', [], 'usage/invalid'],
  ])('an artifact is not run with %s', async (_, args, code) => {
    expect(await json(['run', join(RECEIPTS, 'add.cwasm'), ...args])).toMatchObject({ error: { code } });
  });

  test.each([
    ['no such export', ['--invoke', 'nothing']],
    ['too few arguments', ['1', '--invoke', 'add']],
    ['an argument that is no number', ['1', 'two', '--invoke', 'add']],
  ])('%s', async (_, args) => {
    const digest = String((await json(['inspect', join(RECEIPTS, 'add.receipt')])).artifactDigest);
    const result = await json(['run', join(RECEIPTS, 'add.cwasm'), ...args, '--digest', digest]);
    expect(result).toMatchObject({ error: { code: 'run/failed' } });
  });

  test.each(built)(
    'profile %s: what the image makes is what is compiled natively, and runs',
    async (profile) => {
      const out = join(folder, `${profile}.cwasm`);
      const metered = await json(['meter', add, '--profile', profile]);
      const compiled = await json(['compile', add, '-o', out, '--profile', profile]);
      expect(metered).toMatchObject({ outcome: 'compiled', profileName: profile });
      expect(compiled.artifactDigest).toBe(metered.artifactDigest);
      const given = ['--digest', String(metered.artifactDigest), '--profile', profile];
      expect(await json(['run', out, '20', '22', '--invoke', 'add', ...given])).toMatchObject({
        results: ['42'],
      });
    },
  );

  test('the profile of a store entry is known by its digest', async () => {
    const entry = join(folder, 'entry');
    mkdirSync(entry);
    const out = join(entry, 'artifact.cwasm');
    const { artifactDigest } = await json(['compile', add, '-o', out, '--profile', 'baseline']);
    const profile = (await knownImages()).find(({ profileName }) => profileName === 'baseline')?.profile;
    writeFileSync(join(entry, 'entry.json'), JSON.stringify({ artifactDigest, profile }));
    expect(await json(['run', out, '1', '2', '--invoke', 'add'])).toMatchObject({ results: ['3'] });
  });

  test('an artifact of one compiler is not loaded as that of another', async () => {
    const out = join(folder, 'winch.cwasm');
    const { artifactDigest } = await json(['compile', add, '-o', out, '--profile', 'baseline']);
    const result = await json(['run', out, '--digest', String(artifactDigest)]);
    expect(result).toMatchObject({ error: { code: 'run/failed' } });
  });

  test('bytes that are no artifact', async () => {
    const { createHash } = await import('node:crypto');
    const digest = createHash('sha256').update(readFileSync(add)).digest('hex');
    expect(await json(['run', add, '--digest', digest])).toMatchObject({ error: { code: 'run/failed' } });
  });
});

describe('wrong usage and bad surroundings', () => {
  test.each([
    [['meter']],
    [['meter', add, '--context', 'abc']],
    [['meter', add, '--profile', 'fast']],
    [['meter', add, '--max-cycles', '-1']],
    [['meter', add, '--max-cycles', '0']],
    [['prove', add]],
    [['prove', add, '-o', 'x', '--prover', 'magic']],
  ])('%j has exit code 2', async (args) => {
    expect((await cli(args)).code).toBe(2);
  });

  test('a target without an image', async () => {
    expect(await json(['meter', add, '--target', 'z80'])).toMatchObject({ error: { code: 'image/unknown' } });
  });

  test('an engine that is not there', async () => {
    const result = await json(['meter', add], { env: { ZKCWASM_ENGINE: '/nonexistent' } });
    expect(result).toMatchObject({ error: { code: 'engine/missing' } });
  });

  test('an engine that ends at once', async () => {
    const result = await json(['meter', add], { env: { ZKCWASM_ENGINE: '/bin/false' } });
    expect(result).toMatchObject({ error: { code: 'engine/failed' } });
  });

  test('compiling and running need no engine, and executing no runner', async () => {
    const out = join(folder, 'alone.cwasm');
    const env = { ZKCWASM_ENGINE: '/nonexistent' };
    const { artifactDigest } = await json(['compile', add, '-o', out], { env });
    const ran = ['run', out, '1', '2', '--invoke', 'add', '--digest', String(artifactDigest)];
    expect(await json(ran, { env })).toMatchObject({ results: ['3'] });
    const metered = await json(['meter', add], { env: { ZKCWASM_RUNNERS: '/nonexistent' } });
    expect(metered).toMatchObject({ outcome: 'compiled', artifactDigest });
  });

  test('a runner that is not there', async () => {
    const out = join(folder, 'none.cwasm');
    const result = await json(['compile', add, '-o', out], { env: { ZKCWASM_RUNNERS: '/nonexistent' } });
    expect(result).toMatchObject({ error: { code: 'runner/missing' } });
    expect(existsSync(out)).toBe(false);
    const other = ['run', add, '--digest', '00'.repeat(32), '--compiler-version', '1.2.3'];
    expect(await json(other)).toMatchObject({ error: { code: 'runner/missing' } });
  });

  test('the runners are listed by hash', async () => {
    const { runners } = (await json(['runners'])) as { runners: { file: string; sha256: string }[] };
    const { createHash } = await import('node:crypto');
    expect(runners.length).toBeGreaterThan(0);
    for (const { file, sha256 } of runners) {
      const bytes = readFileSync(new URL(`../../../runner/bin/${file}`, import.meta.url));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  test('an output that is there already is not touched', async () => {
    const out = join(folder, 'precious');
    writeFileSync(out, 'precious');
    expect(await json(['prove', add, '-o', out])).toMatchObject({ error: { code: 'output/exists' } });
    expect(readFileSync(out, 'utf8')).toBe('precious');
  });

  test('an output that cannot be written is known before hours of proving', async () => {
    expect(await json(['prove', add, '-o', '/nonexistent/r'])).toMatchObject({
      error: { code: 'output/unwritable' },
    });
  });

  test('provers that this engine was built without', async () => {
    const result = await json(['prove', add, '-o', join(folder, 'n'), '--prover', 'network']);
    expect(result).toMatchObject({ error: { code: 'prover/unavailable' } });
    expect(existsSync(join(folder, 'n'))).toBe(false);
  });
});

/** Whether this user may put another file in the place of /proc/meminfo, for a process of his own. */
function canHideMemory(): boolean {
  try {
    execFileSync('unshare', ['-m', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.runIf(canHideMemory())('a machine with too little memory is refused up front, with the numbers', () => {
  const meminfo = join(folder, 'meminfo');
  writeFileSync(meminfo, 'MemTotal:       8000000 kB\nMemAvailable:   7000000 kB\n');
  const script = 'mount --bind "$1" /proc/meminfo && shift && exec "$@"';
  const command = [process.execPath, PROVER_COMMAND, 'prove', add, '-o', join(folder, 'small'), '--json'];
  let out = '';
  try {
    execFileSync('unshare', ['-m', 'sh', '-c', script, 'sh', meminfo, ...command], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    out = (error as { stdout: string }).stdout;
  }
  const { error } = JSON.parse(out) as { error: { code: string; message: string; hint: string } };
  expect(error.code).toBe('limit/memory');
  expect(error.message).toContain('7168000000');
  expect(error.hint).toContain('--prover network');
});

describe('stopping', () => {
  /** Starts a proof and resolves when its engine is at work. */
  async function startProof(out: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [PROVER_COMMAND, 'prove', add, '-o', out, '--json'], {
      env: { ...process.env, TMPDIR: folder },
      stdio: 'ignore',
    });
    await until(() => engines(child).length > 0);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    return child;
  }

  function engines(child: ChildProcess): number[] {
    return readdirSync('/proc')
      .filter((name) => /^[0-9]+$/.test(name))
      .filter((pid) => {
        try {
          const status = readFileSync(`/proc/${pid}/status`, 'utf8');
          return status.includes(`PPid:\t${child.pid}\n`) && status.startsWith('Name:\tzkcwasm-engine');
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  async function until(condition: () => boolean, seconds = 10): Promise<void> {
    for (let i = 0; i < seconds * 20 && !condition(); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(condition()).toBe(true);
  }

  const leftOvers = () =>
    readdirSync(folder).filter((name) => name.startsWith('zkcwasm-') || name.startsWith('sp1'));
  const shared = () => readdirSync('/dev/shm').filter((name) => name.includes('sp1_'));

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends everything within a second or so, and leaves nothing',
    async (signal) => {
      const before = shared();
      const out = join(folder, `stopped-${signal}`);
      const child = await startProof(out);
      const [engine] = engines(child);
      const start = performance.now();
      const code = await new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill(signal);
      });
      expect(performance.now() - start).toBeLessThan(2500);
      expect(code).toBe(130);
      await until(() => !existsSync(`/proc/${engine}`));
      expect(existsSync(out)).toBe(false);
      expect(leftOvers()).toEqual([]);
      // Tests that run beside this one have engines as well: theirs goes when they end.
      const left = shared().filter((name) => !before.includes(name));
      await until(() => !shared().some((name) => left.includes(name)), 100);
    },
  );

  test('an engine that is killed half-way is said to be', async () => {
    const out = join(folder, 'killed');
    const child = await startProof(out);
    const exit = new Promise((resolve) => child.once('exit', resolve));
    for (const engine of engines(child)) process.kill(engine, 'SIGKILL');
    expect(await exit).toBe(1);
    expect(existsSync(out)).toBe(false);
    expect(leftOvers()).toEqual([]);
  });
});
