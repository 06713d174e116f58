import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { token } from '../../../testkit/statelessContracts.js';
import { StateClient } from '../../src/client/client.js';
import { Transport } from '../../src/client/transport.js';
import { input } from '../../src/contract/words.js';
import { valueNumber } from '../../src/execute/cell.js';
import { Ledger } from '../../src/provider/ledger.js';
import { SupervisedRunner } from '../../src/runner/supervisedRunner.js';
import { keyText } from '../../src/util/bytes.js';
import { balanceKey, environmentWith, genesis, PEOPLE, serve } from '../support/served.js';
import { ENVIRONMENT_ID, hasRunner } from '../support/world.js';

const [a, b, c, d] = PEOPLE;

describe.skipIf(!hasRunner)('a state provider', () => {
  let machine: SupervisedRunner;
  let served: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    machine = await SupervisedRunner.start();
  });
  afterAll(() => machine.close());
  beforeEach(async () => {
    served = await serve(machine, { bodyBytes: 100_000, requestMs: 1000 });
  });
  afterEach(() => served.close());

  const client = () =>
    new StateClient({
      providers: [served.url],
      ...served.ledger.head,
      environmentId: ENVIRONMENT_ID,
      environment: served.environment,
    });
  const transfer = (to: { id: Uint8Array }, amount: bigint) => ({
    to: token.hash,
    fuel: 200_000n,
    input: input(2, to.id, amount),
  });
  const rpc = async (
    body: string,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => {
    const reply = await fetch(`${served.url}/rpc`, { method: 'POST', headers, body });
    const text = await reply.text();
    return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const asked = (method: string, params: unknown = {}, id: unknown = 1) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });

  test('proves values, prepares and takes transactions, makes blocks, which clients follow without a state', async () => {
    const own = client();
    const balance = async (who: { id: Uint8Array }) =>
      valueNumber((await own.get([balanceKey(who)])).values.get(keyText(balanceKey(who))) as Uint8Array);
    expect(await balance(a)).toBe(1000n);
    const { forecast } = await own.send(a, transfer(b, 30n));
    expect([forecast.nonce, forecast.receipt.status, forecast.executed]).toEqual([0n, 'returned', true]);
    await own.send(c, transfer(d, 5n));
    const sealed = await served.service.seal();
    expect(sealed?.block.transactions).toHaveLength(2);
    expect(await own.catchUp()).toBe(1n);
    expect(Buffer.compare(own.root, served.ledger.head.root)).toBe(0);
    expect([await balance(a), await balance(b), await balance(d)]).toEqual([970n, 1030n, 1005n]);
    expect((await own.prepare({ ...transfer(a, 1n), sender: a.id })).nonce).toBe(1n);
    expect(await served.service.seal()).toBeUndefined();
    const light = new StateClient({
      providers: [served.url],
      ...served.ledger.head,
      environmentId: ENVIRONMENT_ID,
    });
    const forecast2 = await light.prepare({ ...transfer(b, 1n), sender: a.id });
    expect([forecast2.executed, forecast2.nonce, forecast2.receipt.status]).toEqual([false, 1n, 'returned']);
  }, 60_000);

  test('transactions that get in each other’s way go into blocks one after the other', async () => {
    const own = client();
    for (const from of [a, b, c]) await own.send(from, transfer(d, 10n));
    const blocks = [];
    for (let sealed = await served.service.seal(); sealed; sealed = await served.service.seal()) {
      blocks.push(sealed.block.transactions.length);
      expect(sealed.executed.receipts.every(({ status }) => status === 'returned')).toBe(true);
    }
    expect(blocks).toEqual([1, 1, 1]);
    expect(valueNumber(served.ledger.stateAt(3n).get(balanceKey(d)))).toBe(1030n);
  }, 60_000);

  test('streams blocks as they come, and goes on with the other branch after a reorganisation', async () => {
    const gone = new AbortController();
    const stream = new Transport(served.url).blocks(1n, gone.signal);
    const next = async () => {
      const { value } = await stream.next();
      return value as NonNullable<typeof value>;
    };
    const sign = (who: typeof a, amount: bigint, nonce = 0n) =>
      who.sign({ ...transfer(d, amount), nonce }, ENVIRONMENT_ID);
    await served.ledger.append([sign(a, 1n)]);
    const first = await next();
    expect(first.block.number).toBe(1n);
    const second = next();
    await served.ledger.append([sign(b, 2n)]);
    expect((await second).block.number).toBe(2n);
    const other = next();
    const { diff } = await served.ledger.append([sign(c, 3n)], { on: 1n });
    expect(keyText((await other).diff.postRoot)).toBe(keyText(diff.postRoot));
    expect(
      keyText((await client().compare()).get(served.url) instanceof Error ? diff.preRoot : diff.postRoot),
    ).toBe(keyText(served.ledger.head.root));
    gone.abort();
    await expect(next()).rejects.toMatchObject({ code: 'provider/slow' });
  }, 60_000);

  test('of another branch is no liar, and moves no root', async () => {
    const sign = (who: typeof a) => who.sign({ ...transfer(d, 1n), nonce: 0n }, ENVIRONMENT_ID);
    const own = client();
    await served.ledger.append([sign(a)]);
    await own.catchUp();
    const root = keyText(own.root);
    await served.ledger.append([sign(b)], { on: 0n });
    await served.ledger.append([sign(c)]);
    await expect(own.catchUp()).rejects.toMatchObject({
      code: 'provider/none',
      hint: expect.stringContaining('follows on another root'),
    });
    expect([own.excluded.size, own.number, keyText(own.root)]).toEqual([0, 1n, root]);
    // The state of the branch that was left can still be read.
    expect((await own.get([balanceKey(a)])).values.size).toBe(1);
  }, 60_000);

  test('keeps its chain through a restart', async () => {
    const own = client();
    await own.send(a, transfer(b, 30n));
    await served.service.seal();
    const { root } = served.ledger.head;
    await served.server.close();
    await served.ledger.close();
    const again = await Ledger.open(`${served.folder}/chain`, environmentWith(machine), genesis());
    expect([again.head.number, keyText(again.head.root)]).toEqual([1n, keyText(root)]);
    expect(keyText(again.record(1n).diff.postRoot)).toBe(keyText(root));
    expect(() => again.record(2n)).toThrow('there is no block 2');
    await again.close();
    served.ledger.close = async () => undefined;
    served.server.close = (async () => undefined) as never;
  }, 60_000);

  test('refuses requests that are out of form, too large, too many, or about what it has not', async () => {
    const codes = async (body: string) => (await rpc(body)).body?.error?.data?.code;
    expect(await codes(asked('status', {}, 7))).toBeUndefined();
    expect((await rpc(asked('status', {}, 7))).body.id).toBe(7);
    expect(await codes('{')).toBe('request/malformed');
    expect(await codes('null')).toBe('request/malformed');
    expect(await codes(asked('constructor'))).toBe('request/malformed');
    expect(await codes(asked('__proto__'))).toBe('request/malformed');
    expect(await codes(asked('getProof', { root: '00', keys: [] }))).toBe('request/malformed');
    const key = 'aa'.repeat(32);
    const root = keyText(served.ledger.head.root);
    expect(await codes(asked('getProof', { root: key, keys: [key] }))).toBe('ledger/unknown');
    expect(await codes(asked('getProof', { root, keys: Array(1025).fill(key) }))).toBe('request/malformed');
    expect(await codes(asked('getProof', { root, keys: [key], more: 1 }))).toBe('request/malformed');
    expect(await codes(asked('getBlock', { number: '1' }))).toBe('ledger/unknown');
    expect(await codes(asked('getBlock', { number: '99999999999999999999' }))).toBe('request/malformed');
    const call = { root, sender: key, to: key, fuel: '1000000000000', input: '' };
    expect(await codes(asked('prepare', call))).toBe('block/fuel');
    expect((await rpc(asked('prepare', { ...call, fuel: '100000' }))).body.result.receipt.status).toBe(
      'no-code',
    );
    expect(await codes(asked('prepare', { ...call, input: 'AB==' }))).toBe('request/malformed');
    expect(await codes(asked('submit', { transaction: 'AAAA', witness: '' }))).toBe('block/malformed');
    expect(await codes(`[${Array(17).fill(asked('status')).join(',')}]`)).toBe('request/too-large');
    expect(await codes('[]')).toBe('request/too-large');
    const batch = await rpc(`[${asked('status')},${asked('nothing', {}, 2)}]`);
    expect(batch.body.map(({ id }: { id: number }) => id)).toEqual([1, 2]);
    expect((await rpc(JSON.stringify({ jsonrpc: '2.0', method: 'status' }))).status).toBe(204);
    expect((await rpc(`"${'x'.repeat(200_000)}"`)).body.error.data.code).toBe('request/too-large');
    expect((await rpc('[[[['.repeat(20_000))).body.error.data.code).toBe('request/malformed');
    expect((await rpc('a', { 'content-type': 'text/html' })).status).toBe(415);
    expect((await fetch(`${served.url}/blocks?from=-1`)).status).toBe(400);
    expect((await fetch(`${served.url}/elsewhere`)).status).toBe(404);
    // After all of that it serves.
    expect((await rpc(asked('status'))).status).toBe(200);
  }, 60_000);

  test('does not wait for who sends slowly, however steadily', async () => {
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
    const head =
      'POST /rpc HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{';
    socket.write(head);
    const timer = setInterval(() => socket.write(' '), 100);
    socket.on('error', () => undefined);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('close', () => resolve(text));
    });
    clearInterval(timer);
    expect(answer).toMatch(/^HTTP\/1\.1 408/);
    expect((await rpc(asked('status'))).status).toBe(200);
  }, 60_000);

  test('lets so many follow, and no more', async () => {
    const few = await serve(machine, { streams: 2 });
    try {
      const agent = new Agent();
      const open = () =>
        new Promise<{ status: number | undefined; end(): void }>((resolve) => {
          const asking = request(`${few.url}/blocks`, { agent }, (reply) =>
            resolve({ status: reply.statusCode, end: () => reply.destroy() }),
          );
          asking.on('error', () => undefined);
          asking.end();
        });
      await few.ledger.append([a.sign({ ...transfer(d, 1n), nonce: 0n }, ENVIRONMENT_ID)]);
      const [one, two, three] = [await open(), await open(), await open()];
      expect([one.status, two.status, three.status]).toEqual([200, 200, 503]);
      for (const each of [one, two, three]) each.end();
    } finally {
      await few.close();
    }
  }, 60_000);
});
