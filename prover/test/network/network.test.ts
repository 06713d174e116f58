/**
 * `--prover network` from end to end, as far as a stand-in for SP1's network goes. Needs an engine with the feature `network`,
 * which checks/network.sh builds and names in ZKCWASM_ENGINE.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hexToBytes } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PROVER_COMMAND, proverCommand } from '../../../testkit/commands.js';
import { bytes, path } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { decodeReceipt, toHex } from '../../../verifier/src/index.js';
import { unpackSeal } from '../../../verifier/src/internal.js';
import { sha256 } from '../../../verifier/src/node.js';
import { addressOf, proofFromNetwork, StubNetwork } from './stubNetwork.js';

/** SP1 numbers kinds of proofs so. */
const COMPRESSED = 2;
const KEY = '11'.repeat(32);
const account = addressOf(secp256k1.getPublicKey(hexToBytes(KEY)));
const proved = decodeReceipt(bytes('add.receipt'));
const proofOf = async (name: string) => {
  const { seal, journal } = decodeReceipt(bytes(`${name}.receipt`));
  return proofFromNetwork(await unpackSeal(seal), journal);
};

/** The network names a program by the eight words of its key's hash; an image ID packs their 31 bits each into one number. */
function imageIdOf(vkHash: string): string {
  const words = (vkHash.match(/.{8}/g) ?? []).map((word) => BigInt(`0x${word}`));
  const packed = words.reduce((sum, word) => (sum << 31n) | word, 0n);
  return packed.toString(16).padStart(64, '0');
}

// Each sets the program up, which takes half a minute on two cores.
vi.setConfig({ testTimeout: 600_000 });
let network: StubNetwork;
let folder: string;
let receipt: string;

beforeEach(async () => {
  network = await StubNetwork.start();
  network.proof = await proofOf('add');
  folder = temporaryFolder('network');
  receipt = join(folder, 'add.receipt');
});
afterEach(() => network.close());

const args = () => ['prove', path('add.wasm'), '--prover', 'network', '-o', receipt, '--json'];
const environment = (more: Record<string, string> = {}) => ({
  NETWORK_RPC_URL: network.url,
  NETWORK_PRIVATE_KEY: KEY,
  ...more,
});

/** Runs the command, which must fail, and says how. */
async function failure(more: Record<string, string> = {}): Promise<{ code: string; message: string }> {
  const { code, out } = await proverCommand(args(), { env: environment(more) });
  expect(code).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
  return (JSON.parse(out) as { error: { code: string; message: string } }).error;
}

describe.skipIf(process.env.ZKCWASM_NETWORK === undefined)('an engine that knows the network', () => {
  test('has the program proved under the image ID, fetches the proof, and makes a receipt that verifies', async () => {
    const { code, out } = await proverCommand(args(), { env: environment() });
    expect(code, out).toBe(0);
    const made = decodeReceipt(new Uint8Array(readFileSync(receipt)));
    expect(made).toEqual(proved);
    const imageId = toHex(proved.imageId);
    expect([...network.programs.keys()].map(imageIdOf)).toEqual([imageId]);
    expect(network.requests).toHaveLength(1);
    expect(imageIdOf(network.requests[0]?.vkHash ?? '')).toBe(imageId);
    expect(network.requests[0]).toMatchObject({
      account,
      mode: COMPRESSED,
      version: 'sp1-v6.1.0',
      publicValuesHash: toHex(sha256(proved.journal)),
      canceled: false,
    });
    // The program and its input, each once.
    expect(network.files.size).toBe(2);
    // A second proof finds the program there.
    const again = [...args().slice(0, -2), join(folder, 'again.receipt'), '--json'];
    expect((await proverCommand(again, { env: environment() })).code).toBe(0);
    expect(network.programs.size).toBe(1);
    expect(network.files.size).toBe(3);
  });

  test('what the network hands out is checked as any proof: another statement, and no proof at all', async () => {
    network.proof = await proofOf('invalid');
    expect(await failure()).toMatchObject({
      code: 'prove/failed',
      message: expect.stringContaining('another journal'),
    });
    // The right journal, with another statement's proof.
    const { seal } = decodeReceipt(bytes('invalid.receipt'));
    network.proof = proofFromNetwork(await unpackSeal(seal), proved.journal);
    expect((await failure()).code).toBe('prove/failed');
    network.proof = Buffer.alloc(100, 0xff);
    expect((await failure()).code).toBe('prover/network');
  });

  test('a network that refuses, one that cannot, and one that is late', async () => {
    network.refusal = 'the balance is too low';
    expect(await failure()).toMatchObject({
      code: 'prover/network',
      message: expect.stringContaining('the balance is too low'),
    });
    network.refusal = undefined;
    network.fate = 'unfulfillable';
    expect(await failure()).toMatchObject({
      code: 'prover/network',
      message: expect.stringContaining('unfulfillable'),
    });
    network.fate = 'never';
    expect(await failure({ ZKCWASM_NETWORK_SECONDS: '5' })).toMatchObject({
      code: 'prover/network',
      message: expect.stringContaining('timed out'),
    });
    const [, late] = network.requests;
    expect(late?.canceled).toBe(true);
  });

  test('a proof that is stopped takes its request back', async () => {
    network.fate = 'never';
    const env = { ...process.env, ...environment() };
    const child: ChildProcess = spawn(process.execPath, [PROVER_COMMAND, ...args()], {
      env,
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await vi.waitUntil(() => network.requests.length === 1, { timeout: 300_000, interval: 200 });
    // The engine asks for the proof's state as soon as it has the request's ID.
    await vi.waitUntil(() => network.isWaitedFor(), { timeout: 30_000, interval: 50 });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(network.requests[0]?.canceled).toBe(true);
    expect(existsSync(receipt)).toBe(false);
  });

  test('settings that are wrong are told before anything is asked', async () => {
    const wrong: Record<string, string>[] = [
      { NETWORK_PRIVATE_KEY: '' },
      { NETWORK_PRIVATE_KEY: 'secret' },
      { NETWORK_RPC_URL: 'nowhere' },
      { ZKCWASM_NETWORK_SECONDS: '0' },
      { ZKCWASM_NETWORK_SECONDS: 'soon' },
    ];
    for (const more of wrong) {
      const { code, message } = await failure(more);
      expect(code).toBe('prover/unavailable');
      expect(message).toContain(Object.keys(more)[0]);
      expect(message).not.toContain('secret');
    }
    expect(network.requests).toEqual([]);
  });
});
