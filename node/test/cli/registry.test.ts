import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '@zkcwasm/verifier';
import { acceptArtifact, sha256 } from '@zkcwasm/verifier/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeCommand, verifyCommand } from '../../../testkit/commands.js';
import { bytes, fixture, path, policy } from '../../../testkit/fixtures.js';

const hex = (byte: string) => byte.repeat(32);
const stored = {
  kind: 'artifact',
  imageId: hex('01'),
  wasmDigest: hex('02'),
  profile: hex('03'),
  target: 'x86_64-unknown-linux-gnu',
  artifactDigest: hex('04'),
  receiptDigest: hex('05'),
  cycles: '1000',
  peakHeapBytes: '7',
};
let folder: string;
let entry: string;
let other: string;
let registry: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-cli-'));
  registry = join(folder, 'registry');
  entry = join(folder, 'entry.json');
  other = join(folder, 'other.json');
  writeFileSync(entry, JSON.stringify(stored));
  writeFileSync(other, JSON.stringify({ ...stored, wasmDigest: hex('0a') }));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A proof is checked by who verifies, and the rest is done by who keeps the registry. */
const isProof = ([command, first]: string[]) => command === 'check' && first?.startsWith('--') === false;
const cli = (...args: string[]) =>
  isProof(args) ? verifyCommand('registry', ...args) : nodeCommand('registry', ...args);

async function json(...args: string[]): Promise<Record<string, unknown> & { code: number }> {
  const { code, out } = await cli(...args, '--json');
  return { ...(JSON.parse(out) as Record<string, unknown>), code };
}

test('add, root, prove, check, remove', async () => {
  // A folder, as accept makes it.
  copyFileSync(entry, join(folder, 'copy.json'));
  const added = await json('add', folder, '--registry', registry);
  expect(added).toMatchObject({ code: 0, count: 1 });
  const { root } = added as unknown as { root: string };
  expect(root).toMatch(/^[0-9a-f]{64}$/);
  expect(await json('root', '--registry', registry)).toEqual({ code: 0, root, count: 1 });
  expect(await json('check', '--registry', registry)).toEqual({ code: 0, root, count: 1 });

  const proof = join(folder, 'entry.proof');
  const { receiptDigest: _, kind: __, ...member } = stored;
  expect(await json('prove', entry, '--registry', registry, '-o', proof)).toMatchObject({
    code: 0,
    proofBytes: readFileSync(proof).length,
    members: [member],
  });
  expect(await json('check', proof, '--root', root)).toEqual({
    code: 0,
    root,
    members: [member],
    absent: [],
  });

  const both = join(folder, 'both.proof');
  await cli('prove', entry, other, '--registry', registry, '-o', both);
  expect(await json('check', both, '--root', root)).toMatchObject({
    code: 1,
    error: { code: 'registry/absent' },
  });
  expect(await json('check', both, '--root', root, '--absent')).toMatchObject({ code: 0, members: [member] });

  expect(await json('remove', entry, '--registry', registry)).toMatchObject({ code: 0, count: 0 });
  expect(await json('remove', entry, '--registry', registry)).toMatchObject({
    code: 1,
    error: { code: 'registry/absent' },
  });
  expect(await json('check', proof, '--root', '0'.repeat(64))).toMatchObject({
    code: 1,
    error: { code: 'registry/proof-rejected' },
  });
});

test('a module and an artifact at hand must be those that are shown', async () => {
  const wasm = join(folder, 'a.wasm');
  const artifact = join(folder, 'a.cwasm');
  writeFileSync(wasm, 'module');
  writeFileSync(artifact, 'artifact');
  const digest = (path: string) => toHex(sha256(readFileSync(path)));
  writeFileSync(
    entry,
    JSON.stringify({ ...stored, wasmDigest: digest(wasm), artifactDigest: digest(artifact) }),
  );
  const { root } = (await json('add', entry, '--registry', registry)) as unknown as { root: string };
  const proof = join(folder, 'entry.proof');
  await cli('prove', entry, '--registry', registry, '-o', proof);
  const check = (...files: string[]) => json('check', proof, '--root', root, ...files);
  expect(await check('--wasm', wasm, '--artifact', artifact)).toMatchObject({ code: 0 });
  const absent = { code: 1, error: { code: 'registry/absent' } };
  expect(await check('--wasm', wasm, '--artifact', wasm)).toMatchObject(absent);
  expect(await check('--wasm', artifact)).toMatchObject(absent);
});

test('refusals: exit code 1, an error with a code, nothing half-written', async () => {
  const bounds = join(folder, 'bounds.json');
  writeFileSync(bounds, JSON.stringify({ ...stored, kind: 'bounds', artifactDigest: undefined }));
  const rubbish = join(folder, 'rubbish');
  writeFileSync(rubbish, '{');
  const proof = join(folder, 'entry.proof');
  for (const [args, code] of [
    [['root', '--registry', registry], 'registry/missing'],
    [['remove', entry, '--registry', registry], 'registry/missing'],
    [['prove', entry, '--registry', registry, '-o', proof], 'registry/missing'],
    [['check', '--registry', registry], 'registry/missing'],
    [['add', bounds, '--registry', registry], 'registry/entry'],
    [['add', rubbish, '--registry', registry], 'registry/entry'],
    [['add', join(folder, 'nothing'), '--registry', registry], 'input/unreadable'],
    [['add', '/dev/zero', '--registry', registry], 'input/too-large'],
    [['add', entry, '--registry', entry], 'registry/unwritable'],
    [['check', rubbish, '--root', '0'.repeat(64)], 'registry/proof-malformed'],
    [['check', '/dev/zero', '--root', '0'.repeat(64)], 'input/too-large'],
  ] satisfies [string[], string][]) {
    expect(await json(...args), args.join(' ')).toMatchObject({ code: 1, error: { code } });
  }
  expect(readdirSync(folder)).not.toContain('registry');
  await cli('add', entry, '--registry', registry);
  writeFileSync(proof, 'mine');
  expect(await json('prove', entry, '--registry', registry, '-o', proof)).toMatchObject({
    code: 1,
    error: { code: 'output/exists' },
  });
  expect(readFileSync(proof, 'utf8')).toBe('mine');
  expect((await cli('prove', entry, '--registry', registry, '-o', proof, '--force')).code).toBe(0);
  expect(readdirSync(folder).filter((name) => name.includes('pending'))).toEqual([]);
});

test.each([
  [[]],
  [['add', '--registry', '/tmp/x']],
  [['root']],
  [['check']],
  [['check', '--registry', '/tmp/x', '--root', '0'.repeat(64)]],
  [['nonsense']],
])('wrong usage %j has exit code 2', async (args) => {
  expect((await nodeCommand('registry', ...args)).code).toBe(2);
});

test('what was accepted is recorded, and then proved to who has only the root', async () => {
  const store = join(folder, 'store');
  const options = { policy: await policy(), wasm: fixture('add').wasm, store };
  const { path: accepted } = await acceptArtifact(fixture('add').receipt, bytes('add.cwasm'), options);
  const { root } = (await json('add', accepted, '--registry', registry)) as unknown as { root: string };
  const proof = join(folder, 'proof');
  expect((await cli('prove', accepted, '--registry', registry, '-o', proof)).code).toBe(0);
  expect(await json('check', proof, '--root', root, '--wasm', path('add.wasm'))).toMatchObject({ code: 0 });
  expect(await json('check', proof, '--root', '11'.repeat(32))).toMatchObject({ code: 1 });
});
