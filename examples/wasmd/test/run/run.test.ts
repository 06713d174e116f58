/**
 * The whole of it, on a real chain: a wasmd that is built from its Go module, its genesis, real transactions. Run by
 * checks/wasmd.sh, which builds wasmd first; skipped otherwise.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHex } from '../../../../verifier/src/index.js';
import { sha256 } from '../../../../verifier/src/node.js';
import { type Chain, startChain } from '../../src/chain/chain.js';
import { type Connection, connect, send } from '../../src/chain/connect.js';
import { freePort } from '../../src/chain/ports.js';
import { stampModule } from '../../src/developer/stamp.js';
import { storeCode, storeCodeOwn } from '../../src/developer/storeCode.js';
import { Decisions } from '../../src/gatekeeper/decisions.js';
import { Gatekeeper } from '../../src/gatekeeper/gatekeeper.js';
import { grantCode, grantMessage } from '../../src/gatekeeper/grant.js';
import type { Key } from '../../src/keys/key.js';
import { submit } from '../../src/submission/submission.js';
import { codeOf } from '../codeOf.js';
import { CHAIN_ID, CONTRACT, committed, contract, demoPolicy, FIXTURE } from './demo.js';
import { GatekeeperProcess } from './gatekeeperProcess.js';
import { keyNamed as named, secretNamed } from './keys.js';
import { messages } from './messages.js';
import { twinOf } from './twin.js';

const enabled = process.env.ZKCWASM_WASMD === '1';
const SLOW = 240_000;
const work = enabled ? mkdtempSync(join(tmpdir(), 'zkcwasm-wasmd-')) : '';
const home = join(work, 'chain');
const inbox = join(work, 'inbox');
const state = join(work, 'state');
const HOUR = 3600_000;

let chain: Chain;
let connection: Connection;
let gatekeeper: Key;
let developer: Key;
let other: Key;
let port = 0;

const start = (): Promise<Chain> =>
  startChain({
    home,
    port,
    chainId: CHAIN_ID,
    gatekeeper: gatekeeper.address,
    accounts: [developer.address, other.address],
    tell: console.log,
  });

const keep = async (): Promise<Gatekeeper> =>
  Gatekeeper.open({ chain: chain.file, key: gatekeeper, policy: await demoPolicy(), inbox, state });

async function decisionOf(name: string): Promise<string | undefined> {
  const decision = (await Decisions.open(join(state, 'decisions'))).of(name);
  return decision?.decision === 'refused' ? decision.error.code : decision?.decision;
}

/** The chain's own words for a refusal. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught as { code: string; shortMessage: string },
  );
  return error?.code === 'chain/refused' ? error.shortMessage : `not refused: ${error?.shortMessage}`;
}

const codes = async (): Promise<number> => (await connection.client.getCodes()).length;

describe.skipIf(!enabled)('one chain, from its genesis on', () => {
  beforeAll(async () => {
    [gatekeeper, developer, other] = await Promise.all([
      named('gatekeeper'),
      named('developer'),
      named('other'),
    ]);
    mkdirSync(inbox);
    port = await freePort();
    chain = await start();
    connection = await connect(chain.file);
  }, 900_000);

  afterAll(async () => {
    await chain?.stop();
    rmSync(work, { recursive: true, force: true });
  }, SLOW);

  test('upload without a receipt is refused by the chain', { timeout: SLOW }, async () => {
    expect(await refusal(storeCodeOwn(connection, developer, contract()))).toMatch(/can not create code/);
    expect(await refusal(storeCode(connection, developer, contract()))).toMatch(/authorization not found/);
    expect(
      await refusal(
        send(connection, developer, [messages.storeAndInstantiate(developer.address, contract())]),
      ),
    ).toMatch(/can not create code|unauthorized/);
    expect(await codes()).toBe(0);
  });

  test('what the gatekeeper refuses, each with its reason, and nothing is granted', {
    timeout: SLOW,
  }, async () => {
    const wish = { developer: developer.address, contract: CONTRACT };
    const pair = (name: string) => ({
      wasm: committed(`${name}.wasm`),
      receipt: committed(`${name}.receipt`),
    });
    await submit(inbox, 'bomb', { ...wish, ...pair('shape-limit') });
    await submit(inbox, 'other-context', { ...wish, ...pair('add') });
    await submit(inbox, 'other-file', { ...wish, ...pair('add'), wasm: contract() });
    await submit(inbox, 'no-receipt', { ...wish, wasm: contract(), receipt: new Uint8Array() });
    await submit(inbox, 'folder', { ...wish, ...pair('add') });
    rmSync(join(inbox, 'folder', 'module.receipt'));
    mkdirSync(join(inbox, 'folder', 'module.receipt'));
    writeFileSync(join(inbox, 'just-a-file'), 'not a submission');
    writeFileSync(join(inbox, '..NOT a name'), '');
    expect(await (await keep()).round()).toBe(0);
    const found = Object.fromEntries(
      await Promise.all(
        ['bomb', 'other-context', 'other-file', 'no-receipt', 'folder', 'just-a-file'].map(async (name) => [
          name,
          await decisionOf(name),
        ]),
      ),
    );
    expect(found).toEqual({
      bomb: 'gate/proved-refusal',
      'other-context': 'gate/context',
      'other-file': 'wasm/mismatch',
      'no-receipt': 'receipt/malformed',
      folder: 'file/unreadable',
      'just-a-file': 'file/unreadable',
    });
    for (const name of ['add', 'shape-limit']) {
      expect(await refusal(storeCode(connection, developer, committed(`${name}.wasm`)))).toMatch(
        /authorization not found/,
      );
    }
    expect(await codes()).toBe(0);
  });

  test('the chain and the gatekeeper are killed, and go on where they were', { timeout: SLOW }, async () => {
    const key = join(work, 'gatekeeper.key');
    writeFileSync(key, `${toHex(secretNamed('gatekeeper'))}\n`, { mode: 0o600 });
    const policy = join(work, 'policy.json');
    writeFileSync(policy, JSON.stringify(await demoPolicy()));
    const run = () => new GatekeeperProcess({ chain: chain.path, key, policy, inbox, state });
    const before = readdirSync(join(state, 'decisions')).map((name) => [
      name,
      readFileSync(join(state, 'decisions', name), 'utf8'),
    ]);
    const { firstBlock } = chain.file;
    const height = await connection.client.getHeight();

    const first = run();
    await first.printed('watches');
    await first.end('SIGKILL');
    await chain.stop('SIGKILL');
    expect(await codeOf(connect(chain.file))).toBe('chain/unreachable');
    expect(await codeOf(keep())).toBe('chain/unreachable');

    chain = await start();
    connection = await connect(chain.file);
    expect(chain.file.firstBlock).toBe(firstBlock);
    expect(await connection.client.getHeight()).toBeGreaterThanOrEqual(height);
    const wish = { developer: developer.address, contract: CONTRACT };
    await submit(inbox, 'later', { ...wish, wasm: committed('add.wasm'), receipt: committed('add.receipt') });
    const second = run();
    await second.printed('later: gate/context');
    await second.end('SIGTERM');
    for (const [name = '', text] of before) {
      expect(readFileSync(join(state, 'decisions', name), 'utf8'), name).toBe(text);
    }
  });

  // The grant is made by hand here, as an operator could: this is about what the chain does with one, not about receipts.
  describe('what the chain does with a grant', () => {
    const granted = () => stampModule(new Uint8Array([...contract(), 0, 2, 1, 0x67]));
    const digest = () => sha256(granted());

    test('another file is refused by the hash, the file is stored, and works', {
      timeout: SLOW,
    }, async () => {
      await grantCode(connection, gatekeeper, developer.address, [digest()], Date.now() + HOUR);
      const changed = granted();
      changed[changed.length - 1] = (changed[changed.length - 1] ?? 0) ^ 1;
      for (const file of [changed, contract(), committed('add.wasm')]) {
        expect(await refusal(storeCode(connection, developer, file))).toMatch(/unauthorized/);
      }
      expect(await refusal(storeCode(connection, other, granted()))).toMatch(/authorization not found/);
      expect(await codes()).toBe(0);
      await chain.stop();
      chain = await start();
      connection = await connect(chain.file);
      const { codeId } = await storeCode(connection, developer, granted());
      const { checksum, creator } = await connection.client.getCodeDetails(codeId);
      expect(checksum).toBe(toHex(digest()));
      expect(creator).toBe(gatekeeper.address);
      await works(codeId);
    });

    test('a hash that differs in what is no text is taken for it, so weak hashes are not granted', {
      timeout: SLOW,
    }, async () => {
      const file = contract().slice(0, -20);
      const twin = twinOf(sha256(file));
      expect(toHex(twin)).not.toBe(toHex(sha256(file)));
      const until = Date.now() + HOUR;
      expect(await codeOf(grantCode(connection, gatekeeper, other.address, [twin], until))).toBe(
        'gate/weak-digest',
      );
      const before = await codes();
      expect(await refusal(storeCode(connection, other, file))).toMatch(/authorization not found/);
      await send(connection, gatekeeper, [grantMessage(gatekeeper.address, other.address, [twin], until)]);
      const { codeId } = await storeCode(connection, other, file);
      expect((await connection.client.getCodeDetails(codeId)).checksum).toBe(toHex(sha256(file)));
      expect(await codes()).toBe(before + 1);
    });

    test('a grant ends', { timeout: SLOW }, async () => {
      const until = Date.now() + 4_000;
      await grantCode(connection, gatekeeper, other.address, [digest()], until);
      await new Promise((resolve) => setTimeout(resolve, 7_000));
      expect(await refusal(storeCode(connection, other, granted()))).toMatch(
        /authorization (not found|expired)/,
      );
    });
  });

  test('the receipted contract is stored, instantiated, executed, queried', { timeout: SLOW }, async () => {
    const receipt = new Uint8Array(readFileSync(FIXTURE.receipt));
    const wish = { wasm: contract(), receipt };
    await submit(inbox, 'good', { ...wish, developer: developer.address, contract: CONTRACT });
    await submit(inbox, 'good-for-another', { ...wish, developer: other.address, contract: CONTRACT });
    await submit(inbox, 'good-elsewhere', { ...wish, developer: developer.address, contract: 'other' });
    // Admitted while the chain is away: the decision waits until the grant is in a block.
    const keeper = await keep();
    await chain.stop('SIGKILL');
    expect(await keeper.round()).toBe(1);
    expect(await decisionOf('good')).toBeUndefined();
    expect(await decisionOf('good-for-another')).toBe('gate/context');
    expect(await decisionOf('good-elsewhere')).toBe('gate/context');
    chain = await start();
    connection = await connect(chain.file);
    expect(await (await keep()).round()).toBe(0);
    expect(await decisionOf('good')).toBe('granted');
    expect(await refusal(storeCode(connection, developer, committed('add.wasm')))).toMatch(/unauthorized/);
    const { codeId } = await storeCode(connection, developer, contract());
    expect((await connection.client.getCodeDetails(codeId)).checksum).toBe(toHex(sha256(contract())));
    await works(codeId);
  });

  test('another chain of the same ID, a port and a folder that are taken', { timeout: SLOW }, async () => {
    const setup = { chainId: CHAIN_ID, gatekeeper: gatekeeper.address, accounts: [] };
    expect(await codeOf(startChain({ ...setup, home: join(work, 'second'), port }))).toBe('chain/port-taken');
    const free = await freePort();
    expect(await codeOf(startChain({ ...setup, home, chainId: 'other', port: free }))).toBe(
      'chain/other-home',
    );
    expect(await codeOf(startChain({ ...setup, home: work, port: free }))).toBe('chain/other-home');
    expect(await codeOf(startChain({ ...setup, home, port: free }))).toBe('chain/home-in-use');
    const second = await startChain({ ...setup, home: join(work, 'second'), port: free });
    try {
      expect(await codeOf(connect({ ...chain.file, rpc: second.file.rpc }))).toBe('chain/other-genesis');
      expect(await codeOf(connect({ ...chain.file, chainId: 'elsewhere' }))).toBe('chain/other-chain');
      expect(await codeOf(connect(second.file))).toBe('none');
      const options = { chain: second.file, policy: await demoPolicy(), inbox, state };
      expect(await codeOf(Gatekeeper.open({ ...options, key: other }))).toBe('key/other');
      process.kill(second.pid, 'SIGKILL');
      expect(await codeOf(second.ended)).toBe('chain/died');
    } finally {
      await second.stop('SIGKILL');
    }
  });
});

/** Instantiates, executes and queries the contract, and what it refuses. */
async function works(codeId: number): Promise<void> {
  const { address } = developer;
  const sent = await send(connection, developer, [
    messages.instantiate(address, codeId, CONTRACT, FIXTURE.instantiate),
  ]);
  const contractAddress = messages.contractIn(sent.events);
  await send(connection, developer, [messages.execute(address, contractAddress, FIXTURE.execute)]);
  expect(await connection.client.queryContractSmart(contractAddress, FIXTURE.query)).toEqual(FIXTURE.answer);
  expect(
    await refusal(send(connection, developer, [messages.execute(address, contractAddress, { take: 1 })])),
  ).toMatch(/want/);
  const most = { add: 2 ** 53 * 4096 };
  expect(
    await refusal(send(connection, developer, [messages.execute(address, contractAddress, most)])),
  ).toMatch(/want|does not fit/);
  expect(await connection.client.queryContractSmart(contractAddress, FIXTURE.query)).toEqual(FIXTURE.answer);
}
