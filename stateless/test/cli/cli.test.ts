/** The command line, in processes of its own. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counter } from '../../../testkit/statelessContracts.js';
import { hostImportList } from '../../src/host/api.js';
import { keyText } from '../../src/util/bytes.js';
import { hasRunner } from '../support/world.js';

const bin = fileURLToPath(new URL('../../bin/zkcwasm-stateless.js', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateless-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...names: string[]) => join(folder, ...names);

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}
function run(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, ZKCWASM_PASSWORD: 'of tests' };
    execFile(process.execPath, [bin, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
const json = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>;

const description = (change: object = {}) => ({
  version: 1,
  chain: 'test',
  policy: '11'.repeat(32),
  imports: keyText(hostImportList().digest),
  maxTransactionFuel: '10000000',
  maxBlockFuel: '100000000',
  ...change,
});
function environmentFile(name: string, change?: object): string {
  writeFileSync(at(name), JSON.stringify(description(change)));
  return at(name);
}

test('an environment’s id names everything in it, and what is out of form is refused', async () => {
  const id = async (change?: object) =>
    json(await run('environment', environmentFile('some.json', change))).id;
  const ids = await Promise.all([id()]);
  for (const change of [
    { chain: 'other' },
    { policy: '12'.repeat(32) },
    { maxBlockFuel: '1' },
    { runner: '13'.repeat(32) },
  ]) {
    ids.push(await id(change));
  }
  expect(new Set(ids).size).toBe(5);
  for (const change of [
    { imports: '00'.repeat(32) },
    { chain: 'ä' },
    { maxBlockFuel: 1 },
    { more: 1 },
    { version: 2 },
  ]) {
    const refused = await run('environment', environmentFile('bad.json', change));
    expect([refused.code, refused.stderr.split(')')[0]]).toEqual([1, 'refused (environment/invalid']);
  }
}, 600_000);

test('the import list is that of the host API', async () => {
  expect((await run('imports', '--digest')).stdout.trim()).toBe(keyText(hostImportList().digest));
  expect((await run('imports')).stdout.split('\n')).toContain('zkcwasm_1::storage_get');
}, 600_000);

test('key files are made once, and tell whose they are', async () => {
  const made = await run('account', 'new', at('alice.key'), '--work', '10');
  expect(made.code).toBe(0);
  const { account } = json(made);
  expect(json(await run('account', 'show', at('alice.key')))).toEqual({ account, scheme: 'ed25519' });
  expect((await run('account', 'new', at('alice.key'), '--work', '10')).stderr).toMatch('output/exists');
  expect((await run('account', 'new', at('bob.key'), '--work', '30')).code).toBe(2);
  expect((await run('account', 'show', at('some.json'))).stderr).toMatch('keystore/malformed');
  expect(readdirSync(folder).filter((name) => name.startsWith('.pending'))).toEqual([]);
  expect(statSync(at('alice.key')).size).toBeGreaterThan(100);
}, 600_000);

test('wrong usage ends with 2', async () => {
  expect((await run('nothing')).code).toBe(2);
  expect((await run('simulate', '--folder', at('s'), '--crashes', '7')).code).toBe(2);
  expect((await run('account', 'nothing')).code).toBe(2);
  const trust = { version: 1, environment: '00'.repeat(32), number: '0', root: '00'.repeat(32) };
  writeFileSync(at('zero.json'), JSON.stringify(trust));
  const get = ['get', '--provider', 'http://127.0.0.1:1', '--trust', at('zero.json')];
  expect((await run(...get, 'xyz')).code).toBe(2);
  const refused = await run(...get, '00'.repeat(32));
  expect([refused.code, refused.stderr.split(')')[0]]).toEqual([1, 'refused (provider/none']);
}, 600_000);

describe.skipIf(!hasRunner)('with a runner', () => {
  test('a simulation ends with its root, which the same seed gives again', async () => {
    const args = (name: string) => [
      'simulate',
      '--folder',
      at(name),
      '--blocks',
      '6',
      '--accounts',
      '5',
      '--seed',
      'cli',
    ];
    const [one, two] = [json(await run(...args('one'))), json(await run(...args('two')))];
    expect(one.root).toBe(two.root);
    expect([one.step, one.blocks]).toEqual([6, 6]);
    expect(json(await run(...args('one'))).blocks).toBe(0);
  }, 600_000);

  test('a provider serves, a client calls, a block comes, and the trusted root follows it', async () => {
    const environment = environmentFile('chain.json');
    const { id } = json(await run('environment', environment)) as { id: string };
    const args = ['provide', '--environment', environment, '--folder', at('chain'), '--store', at('store')];
    const provider = spawn(process.execPath, [bin, ...args, '--port', '0', '--seal-every', '50'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise<number | null>((resolve) => provider.once('close', resolve));
    try {
      const line = await new Promise<string>((resolve) =>
        provider.stdout.once('data', (bytes) => resolve(String(bytes))),
      );
      const { url, root } = JSON.parse(line) as { url: string; root: string };
      writeFileSync(at('trust.json'), JSON.stringify({ version: 1, environment: id, number: '0', root }));
      const known = [
        '--provider',
        url,
        '--trust',
        at('trust.json'),
        '--environment',
        environment,
        '--store',
        at('store'),
      ];
      await run('account', 'new', at('carol.key'), '--work', '10');
      const call = ['call', keyText(counter.hash), '--account', at('carol.key'), '--input', '00', ...known];
      expect(json(await run(...call, '--dry-run'))).toMatchObject({
        status: 'no-code',
        executedHere: true,
        nonce: '0',
      });
      expect(json(await run(...call))).toMatchObject({ takenBy: [url], nonce: '0' });
      let followed: Record<string, unknown> = {};
      for (let tries = 0; tries < 20 && followed.number !== '1'; tries += 1)
        followed = json(await run('follow', ...known));
      expect(followed.number).toBe('1');
      expect(JSON.parse(readFileSync(at('trust.json'), 'utf8'))).toMatchObject({
        number: '1',
        root: followed.root,
      });
      expect(json(await run(...call, '--dry-run'))).toMatchObject({ nonce: '1' });
      const values = json(await run('get', ...known.slice(0, 4), '00'.repeat(32))).values;
      expect(values).toEqual({ ['00'.repeat(32)]: '00'.repeat(32) });
      const other = ['--environment', environmentFile('other.json', { chain: 'other' })];
      expect((await run('follow', ...known, ...other)).code).toBe(2);
    } finally {
      provider.kill('SIGTERM');
    }
    expect(await ended).toBe(0);
  }, 600_000);
});
