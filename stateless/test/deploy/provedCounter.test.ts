/** The committed contract from its receipt to a block: deployed under the committed policy, executed from the proved artifact. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytes } from '../../../testkit/fixtures.js';
import { counter } from '../../../testkit/statelessContracts.js';
import {
  decodeJournal,
  decodeReceipt,
  parsePolicy,
  policyDigest,
  toHex,
} from '../../../verifier/src/index.js';
import { signTransaction } from '../../src/chain/transaction.js';
import { StoreCodeSource } from '../../src/code/storeCodeSource.js';
import { deploy } from '../../src/deploy/deploy.js';
import { environmentId, parseDescription } from '../../src/deploy/description.js';
import { executeStateful, executeStateless } from '../../src/execute/executors.js';
import { hostImportList } from '../../src/host/api.js';
import { ARTIFACT_PROFILE } from '../../src/host/artifactProfile.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { Runner } from '../../src/runner/runner.js';
import { sha256 } from '../../src/util/sha256.js';
import { hasRunner } from '../support/world.js';

const POLICY = new URL('../../contracts/policy.json', import.meta.url);
const readPolicy = () => parsePolicy(readFileSync(POLICY), 'policy.json');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateless-proved-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the policy wants the host API and the profile that contracts run under, of images of upstream’s compiler', async () => {
  const policy = await readPolicy();
  expect(toHex(policy.imports?.digest ?? new Uint8Array())).toBe(toHex(hostImportList().digest));
  expect(policy.profiles).toEqual(['metered']);
  expect(policy.sources).toEqual(['upstream']);
});

describe('the receipt of counter', () => {
  const given = async () => {
    const policy = await readPolicy();
    const description = parseDescription({
      version: 1,
      chain: 'proved',
      policy: policyDigest(policy),
      imports: toHex(hostImportList().digest),
      maxTransactionFuel: '1000000',
      maxBlockFuel: '10000000',
    });
    return {
      policy,
      description,
      wasm: counter.wasm,
      receipt: bytes('counter.receipt'),
      artifact: bytes('counter.cwasm'),
      store: join(folder, 'store'),
      modules: join(folder, 'modules'),
      deployments: join(folder, 'deployments'),
      name: 'counter',
    };
  };

  test('is about this module, this profile and the host API', () => {
    const journal = decodeJournal(decodeReceipt(bytes('counter.receipt')).journal);
    expect(toHex(journal.wasm.digest)).toBe(toHex(counter.hash));
    expect(toHex(journal.profile)).toBe(ARTIFACT_PROFILE);
    expect(Buffer.compare(bytes('counter.wasm'), counter.wasm)).toBe(0);
  });

  test('does not deploy another artifact', async () => {
    const options = await given();
    const artifact = Uint8Array.from(options.artifact);
    artifact[artifact.length >> 1] = (artifact[artifact.length >> 1] ?? 0) ^ 1;
    await expect(deploy({ ...options, artifact })).rejects.toMatchObject({ code: 'artifact/mismatch' });
    expect(existsSync(options.store)).toBe(false);
  }, 60_000);

  test.skipIf(!hasRunner)(
    'deploys it, and nodes with and without a state execute what was proved',
    async () => {
      const options = await given();
      const { description, store } = options;
      const { deployment } = await deploy(options);
      expect(deployment).toMatchObject({ kind: 'artifact', address: toHex(counter.hash) });
      expect(existsSync(options.modules)).toBe(false);
      const { policy, imports, maxTransactionFuel, maxBlockFuel } = description;
      const machine = await Runner.start();
      const code = new StoreCodeSource({ store, policyDigest: policy, imports });
      const environment = { id: environmentId(description), maxTransactionFuel, maxBlockFuel, code, machine };
      const secret = sha256(Buffer.from('account alice'));
      const input = new Uint8Array(32).fill(2);
      const body = { nonce: 0n, to: counter.hash, fuel: 500_000n, input };
      const one = { number: 1n, transactions: [signTransaction(body, secret, environment.id)] };
      const backend = new KeyedBackend();
      const state = backend.build(new Map());
      const full = await executeStateful(state, one, environment);
      expect(full.receipts[0]).toMatchObject({ status: 'returned', output: input });
      const less = await executeStateless(backend, state.root(), full.witness, one, environment);
      expect(toHex(less.postRoot)).toBe(toHex(full.postRoot));
      await machine.close();
    },
    60_000,
  );
});
