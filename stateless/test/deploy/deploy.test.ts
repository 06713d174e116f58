/** Deploying, as far as committed receipts go: what is refused, and that it leaves nothing. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytes, fixture, policy as makePolicy } from '../../../testkit/fixtures.js';
import { counter } from '../../../testkit/statelessContracts.js';
import { policyDigest } from '../../../verifier/src/index.js';
import { acceptArtifact } from '../../../verifier/src/node.js';
import { type DeployOptions, deploy } from '../../src/deploy/deploy.js';
import { environmentId, parseDescription } from '../../src/deploy/description.js';
import { type Deployment, readDeployment, recordDeployment } from '../../src/deploy/record.js';
import { HOST_IMPORTS, hostImportList } from '../../src/host/api.js';
import { keyText } from '../../src/util/bytes.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateless-deploy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'nothing thrown',
    (error: { code?: string }) => error.code ?? String(error),
  );
const { receipt, wasm: add } = fixture('add');

async function options(change: Partial<DeployOptions> = {}): Promise<DeployOptions> {
  const policy = await makePolicy({ imports: [...HOST_IMPORTS] });
  const description = parseDescription({
    version: 1,
    chain: 'test',
    policy: policyDigest(policy),
    imports: keyText(hostImportList().digest),
    maxTransactionFuel: '1000',
    maxBlockFuel: '1000',
  });
  const folders = {
    store: join(folder, 'store'),
    modules: join(folder, 'modules'),
    deployments: join(folder, 'deployments'),
  };
  const { wasm } = counter;
  return {
    description,
    policy,
    wasm,
    receipt,
    artifact: bytes('add.cwasm'),
    ...folders,
    name: 'counter',
    ...change,
  };
}

describe('what is not a contract of the environment is refused, and leaves nothing', () => {
  test.each<[string, (given: DeployOptions) => Promise<Partial<DeployOptions>>, string]>([
    [
      'another policy',
      async () => ({ policy: await makePolicy({ maxCycles: '1', imports: [...HOST_IMPORTS] }) }),
      'deploy/policy',
    ],
    ['a module that is no contract', async () => ({ wasm: add }), 'deploy/exports'],
    ['no module', async () => ({ wasm: Buffer.from('no module') }), 'deploy/module'],
    ['the receipt of another module', async () => ({}), 'wasm/mismatch'],
    ['no receipt', async () => ({ receipt: Buffer.from('no receipt') }), 'receipt/malformed'],
    ['a name out of form', async () => ({ name: '../x' }), 'deploy/name'],
  ])('%s', async (_, change, code) => {
    const given = await options();
    expect(await codeOf(deploy({ ...given, ...(await change(given)) }))).toBe(code);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a policy without the import list', async () => {
    const given = await options();
    const policy = await makePolicy({});
    const description = { ...given.description, policy: policyDigest(policy) };
    expect(await codeOf(deploy({ ...given, policy, description }))).toBe('deploy/policy');
    expect(keyText(environmentId(description))).not.toBe(keyText(environmentId(given.description)));
  });

  test('a receipt that was made without that import list', async () => {
    const { policy, store } = await options();
    const accepted = acceptArtifact(receipt, bytes('add.cwasm'), { policy, wasm: add, store });
    expect(await codeOf(accepted)).toBe('policy/imports');
    expect(existsSync(store)).toBe(false);
  });
});

describe('the record of a deployment', () => {
  const deployment: Deployment = {
    version: 1,
    name: 'counter',
    address: keyText(counter.hash),
    environment: '22'.repeat(32),
    kind: 'bounds',
  };

  test('is written once, is read again, and its name is no other contract’s', async () => {
    await recordDeployment(folder, deployment, { dryRun: true });
    expect(readdirSync(folder)).toEqual([]);
    await Promise.all([1, 2, 3].map(() => recordDeployment(folder, deployment)));
    expect(readdirSync(folder)).toEqual(['counter.json']);
    expect(await readDeployment(folder, 'counter')).toEqual(deployment);
    const before = readFileSync(join(folder, 'counter.json'));
    const other = { ...deployment, address: '33'.repeat(32) };
    expect(await codeOf(recordDeployment(folder, other))).toBe('deploy/name');
    expect(Buffer.compare(readFileSync(join(folder, 'counter.json')), before)).toBe(0);
  });

  test('that was changed is none', async () => {
    for (const text of [
      '',
      '{}',
      JSON.stringify({ ...deployment, name: 'other' }),
      JSON.stringify({ ...deployment, x: 1 }),
    ]) {
      writeFileSync(join(folder, 'counter.json'), text);
      expect(await codeOf(readDeployment(folder, 'counter'))).toBe('deploy/record');
    }
    expect(await codeOf(readDeployment(folder, 'none'))).toBe('input/unreadable');
    expect(await codeOf(readDeployment(folder, '../counter'))).toBe('deploy/name');
  });
});
