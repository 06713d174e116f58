import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownImages, toHex } from '@zkcwasm/verifier';
import { type Accepted, acceptArtifact, readPolicy } from '@zkcwasm/verifier/node';
import { fieldToBytes } from '@zkcwasm/verifier/registry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeCommand } from '../../../testkit/commands.js';
import { bytes, fixture, path } from '../../../testkit/fixtures.js';
import { recordAccepted } from '../../src/registry/recordAccepted.js';

let folder: string;
let store: string;
let registry: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-cli-'));
  [store, registry] = [join(folder, 'store'), join(folder, 'registry')];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  code: number;
  outcome: string;
  held: number;
  quarantined: { from: string; to?: string; error: { code: string; hint?: string } }[];
  registry: { root: string; count: number; removed: { error: { code: string } }[] };
  error?: { code: string };
}

async function json(...args: string[]): Promise<Told & Record<string, unknown>> {
  const { code, out, err } = await nodeCommand(...args, '--json');
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

test('a revoked image: the entry is moved, the registry gives it up', async () => {
  const policy = path('policy.json');
  const { root } = await recordAccepted(registry, (await accept(policy)).entry);
  const registryRoot = toHex(fieldToBytes(root));
  const images = (await knownImages()).map((image) => ({ ...image, status: 'revoked', reason: 'a test' }));
  const revoking = file('revoking.json', { images });
  const args = ['audit', store, '--policy', revoking, '--registry', registry];
  const dry = await json(...args, '--dry-run');
  expect(dry).toMatchObject({ code: 1, registry: { root: registryRoot, count: 1 } });
  const done = await json(...args);
  expect(done.quarantined.map(({ error }) => error.code)).toEqual(['image/revoked']);
  expect(done.registry).toMatchObject({ count: 0, removed: [{ error: { code: 'image/revoked' } }] });
  expect(await json(...args)).toMatchObject({ code: 0, held: 0, registry: { count: 0, removed: [] } });
});

test('what does not hold is given up by the registry as well, if nothing else stands for it', async () => {
  const policy = path('policy.json');
  const other = file('other.json', { maxCycles: '2000000' });
  const { path: first, entry: recorded } = await accept(policy);
  await recordAccepted(registry, recorded);
  const args = ['audit', store, '--registry', registry, '--policy', policy];
  // The same artifact under another policy stands for it, until that one goes, too.
  const { path: second } = await accept(other);
  for (const [damaged, count] of [
    [first, 1],
    [second, 0],
  ] as const) {
    chmodSync(join(damaged, 'receipt'), 0o644);
    writeFileSync(join(damaged, 'receipt'), 'x');
    const found = await json(...args, '--policy', other);
    expect(found).toMatchObject({ code: 1, registry: { count } });
    expect(found.quarantined.map(({ error }) => error.code)).toEqual(['store/corrupt']);
    expect(found.registry.removed.map(({ error }) => error.code)).toEqual(
      count === 1 ? [] : ['store/corrupt'],
    );
  }
});

test('what another policy accepted is given up by the registry, and kept where it is accepted anew', async () => {
  const policy = path('policy.json');
  const other = file('other.json', { maxCycles: '2000000' });
  const { root } = await recordAccepted(registry, (await accept(policy)).entry);
  const kept = { root: toHex(fieldToBytes(root)), count: 1, removed: [] };
  const args = ['audit', store, '--registry', registry, '--policy', other];
  expect(await json(...args, '--refile', '--dry-run')).toMatchObject({ code: 1, registry: kept });
  expect(await json(...args, '--refile')).toMatchObject({ code: 1, registry: kept });
  expect(await json(...args)).toMatchObject({ code: 0, registry: kept });
  const found = await json('audit', store, '--registry', registry, '--policy', policy);
  expect(found).toMatchObject({ code: 1, registry: { count: 0 } });
  expect(found.registry.removed).toMatchObject([{ error: { code: 'store/other-policy' } }]);
});

test('a registry takes no entry whose receipt was changed', async () => {
  const { path: entry } = await accept(path('policy.json'));
  expect(await json('registry', 'add', entry, '--registry', registry)).toMatchObject({
    code: 0,
    count: 1,
  });
  chmodSync(join(entry, 'receipt'), 0o644);
  writeFileSync(join(entry, 'receipt'), 'x');
  const again = await json('registry', 'add', entry, '--registry', registry);
  expect(again).toMatchObject({ code: 1, error: { code: 'store/corrupt' } });
  expect(await json('registry', 'remove', entry, '--registry', registry)).toMatchObject({
    code: 0,
    count: 0,
  });
});

test('a mistyped registry is told before anything has moved', async () => {
  mkdirSync(join(store, 'v2', 'stray'), { recursive: true });
  const missing = await json('audit', store, '--registry', registry);
  expect(missing).toMatchObject({ code: 1, error: { code: 'registry/missing' } });
  expect(existsSync(join(store, 'v2', 'stray'))).toBe(true);
});

test('what is found is printed in lines', async () => {
  const policy = path('policy.json');
  await recordAccepted(registry, (await accept(policy)).entry);
  const { code, out } = await nodeCommand('audit', store, '--registry', registry, '--policy', policy);
  expect(code).toBe(0);
  expect(out).toContain('held            1\n');
  expect(out).toMatch(/^registryCount {3}1$/m);
});

test.each([[['audit']], [['audit', 'a']], [['audit', 'a', '--registry', 'b', '--any', 'nothing']]])(
  'wrong usage %j has exit code 2',
  async (args) => {
    expect((await nodeCommand(...args)).code).toBe(2);
  },
);
