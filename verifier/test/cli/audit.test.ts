import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { verifyCommand } from '../../../testkit/commands.js';
import { bytes, fixture, path } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { imageListDigest, policyDigest } from '../../src/index.js';
import { type Accepted, acceptArtifact, readPolicy } from '../../src/node.js';

let folder: string;
let store: string;

beforeEach(() => {
  folder = temporaryFolder('cli');
  store = join(folder, 'store');
});

interface Told {
  code: number;
  outcome: string;
  held: number;
  quarantined: { from: string; to?: string; error: { code: string; hint?: string } }[];
  error?: { code: string };
}

async function json(...args: string[]): Promise<Told & Record<string, unknown>> {
  const { code, out, err } = await verifyCommand(...args, '--json');
  expect(err).toBe('');
  return { ...(JSON.parse(out) as Told & Record<string, unknown>), code };
}

function file(name: string, content: object): string {
  writeFileSync(join(folder, name), JSON.stringify(content));
  return join(folder, name);
}

/** Accepts the fixture in this process, under a policy file; the command itself is tested elsewhere. */
async function accept(policy: string): Promise<Accepted> {
  const options = { policy: await readPolicy(policy), wasm: fixture('add').wasm, store };
  return acceptArtifact(fixture('add').receipt, bytes('add.cwasm'), options);
}

test('held, then damaged, then held again', async () => {
  const policy = path('policy.json');
  const { path: entry, verified } = await accept(policy);
  const held = await json('audit', store, '--policy', policy);
  expect(held).toMatchObject({ code: 0, outcome: 'held', held: 1, quarantined: [], pendingRemoved: [] });
  const { images } = await readPolicy(policy);
  const inForce = {
    policyDigest: policyDigest(await readPolicy(policy)),
    imageList: imageListDigest(images),
  };
  expect(held.policies).toEqual([inForce]);
  expect(images).toContainEqual(verified.image);
  chmodSync(join(entry, 'receipt'), 0o644);
  writeFileSync(join(entry, 'receipt'), 'x');
  const dry = await json('audit', store, '--policy', policy, '--dry-run');
  expect(dry).toMatchObject({ code: 1, outcome: 'not held', dryRun: true, held: 0 });
  expect(existsSync(join(entry, 'receipt'))).toBe(true);
  const moved = await json('audit', store, '--policy', policy);
  expect(moved).toMatchObject({ code: 1, quarantined: [{ error: { code: 'store/corrupt' } }] });
  expect(existsSync(join(String(moved.quarantined[0]?.to), 'content', 'receipt'))).toBe(true);
  expect(existsSync(entry)).toBe(false);
  expect(await json('audit', store, '--policy', policy)).toMatchObject({ code: 0, held: 0 });
});

test('a policy that is in force beside another', async () => {
  const [one, two] = [file('1.json', {}), file('2.json', { maxCycles: 2e6 })];
  await accept(one);
  const report = await json('audit', store, '--policy', two, '--policy', one);
  expect(report).toMatchObject({ code: 0, held: 1 });
  expect(report.policies).toHaveLength(2);
});

test('what is found is printed in lines, and steers no terminal', async () => {
  const policy = path('policy.json');
  await accept(policy);
  mkdirSync(join(store, 'v2', '\u001b[31m\u202e'));
  mkdirSync(join(store, 'pending', '1-0123456789abcdef'));
  const { code, out, err } = await verifyCommand('audit', store, '--policy', policy);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain('held            1\n');
  expect(out).toMatch(/^imageList {7}[0-9a-f]{64}$/m);
  expect(out).toContain('moved           v2/\\u{1b}[31m\\u{202e} (store/corrupt)');
});

test('refusals have a code, and nothing has moved', async () => {
  expect(await json('audit', store)).toMatchObject({ code: 1, error: { code: 'store/missing' } });
  mkdirSync(join(store, 'v2', 'stray'), { recursive: true });
  mkdirSync(join(store, 'ab'.repeat(32)));
  expect(await json('audit', store)).toMatchObject({ code: 1, error: { code: 'store/old-layout' } });
  expect(existsSync(join(store, 'v2', 'stray'))).toBe(true);
});

test.each([
  [['audit']],
  [['audit', 'a', 'b']],
  [['audit', 'a', '--any', 'nothing']],
  [['audit', 'a', '--force']],
])('wrong usage %j has exit code 2', async (args) => {
  expect((await verifyCommand(...args)).code).toBe(2);
});
