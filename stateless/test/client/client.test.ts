/** Providers that lie, dawdle and babble; the last one is honest. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { StateClient } from '../../src/client/client.js';
import { Transport } from '../../src/client/transport.js';
import { encodeProof } from '../../src/keyed/encodeProof.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { ClosedNode, InnerNode, LeafNode, NOTHING, type Node } from '../../src/keyed/node.js';
import { base64Of } from '../../src/provider/wire.js';
import { keyText } from '../../src/util/bytes.js';
import { bytesOf, entries, keyNumber } from '../keyed/entries.js';
import { ENVIRONMENT_ID } from '../support/world.js';

const backend = new KeyedBackend();
const state = backend.build(entries(30));
const keys = [keyNumber(3), keyNumber(40)];
const good = state.prove(keys);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serving(act: (reply: ServerResponse) => void): Promise<string> {
  const server = createServer((request, reply) => {
    request.resume();
    act(reply);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const json = (value: unknown) => (reply: ServerResponse) => void reply.end(JSON.stringify(value));
const result = (value: unknown) => json({ jsonrpc: '2.0', id: 1, result: value });
const proving = (proof: Uint8Array) => result({ proof: base64Of(proof) });

/** Short where slowness is what is tested, and long enough for a busy machine otherwise. */
const limitsFor = (code: string) => ({
  timeoutMs: code === 'provider/slow' ? 1000 : 60_000,
  answerBytes: 100_000,
});

function clientOf(...providers: string[]) {
  return limitedClient(limitsFor(''), ...providers);
}

function limitedClient(limits: { timeoutMs: number; answerBytes: number }, ...providers: string[]) {
  return new StateClient({
    providers,
    root: state.root(),
    number: 5n,
    environmentId: ENVIRONMENT_ID,
    limits,
  });
}

function deep(levels: number): Node {
  let node: Node = new ClosedNode(bytesOf('end'));
  for (let i = 0; i < levels; i += 1) node = new InnerNode(node, new ClosedNode(bytesOf(`${i}`)));
  return node;
}
const leaf = (n: number, value: string) => new LeafNode(keyNumber(n), bytesOf(value));

describe('a lie', () => {
  const other = backend.build(entries(29));
  const changed = state.apply(new Map([[keyText(keyNumber(3)), bytesOf('more')]]));
  const cut = backend.extract(good, [keyNumber(3)]);
  test.each<[string, Uint8Array]>([
    ['of a stale root', other.prove(keys)],
    ['of a root with another value', changed.prove(keys)],
    ['about fewer keys', cut],
    ['about more keys', state.prove([...keys, keyNumber(7)])],
    ['of giant depth', encodeProof(deep(300))],
    ['with one leaf twice', encodeProof(new InnerNode(leaf(3, 'value 3'), leaf(3, 'value 3')))],
    ['of nothing', encodeProof(NOTHING)],
    ['cut short', good.subarray(0, good.length - 1)],
    ['with more after it', Buffer.concat([good, Uint8Array.of(0)])],
    ['that says it has four thousand million nodes', Buffer.from('01ffffffff', 'hex')],
  ])('%s is found out, its provider is named and not asked again', async (_, proof) => {
    let asked = 0;
    const liar = await serving((reply) => {
      asked += 1;
      proving(proof)(reply);
    });
    const honest = await serving(proving(good));
    const client = clientOf(liar, honest);
    const { values, provider } = await client.get(keys);
    expect(provider).toBe(honest);
    expect(values.get(keyText(keyNumber(3)))).toEqual(bytesOf('value 3'));
    expect(client.excluded.get(liar)).toMatchObject({ code: 'provider/lied' });
    expect(client.excluded.get(liar)?.message).toContain(liar);
    await client.get(keys);
    expect(asked).toBe(1);
    await expect(clientOf(liar).get(keys)).rejects.toMatchObject({ code: 'provider/none' });
  });

  test('of any one bit of a proof is one', async () => {
    let proof = good;
    const liar = await serving((reply) => proving(proof)(reply));
    for (let bit = 0; bit < 8 * good.length; bit += 37) {
      proof = Uint8Array.from(good);
      proof[bit >> 3] = (proof[bit >> 3] as number) ^ (1 << (bit & 7));
      await expect(clientOf(liar).get(keys), `bit ${bit}`).rejects.toMatchObject({ code: 'provider/none' });
    }
  });

  test('about a nonce, or a witness of another root, is one', async () => {
    const prepared = (nonce: string, witness: Uint8Array) =>
      result({
        nonce,
        witness: base64Of(witness),
        reads: [],
        changes: [],
        receipt: { status: 'returned', output: '', fuelUsed: '1', trap: '', logs: [] },
      });
    const call = { sender: new Uint8Array(32), to: new Uint8Array(32), fuel: 1n, input: new Uint8Array() };
    for (const act of [prepared('7', state.prove(keys)), prepared('0', other.prove(keys))]) {
      const client = clientOf(await serving(act));
      await expect(client.prepare(call)).rejects.toMatchObject({ code: 'provider/none' });
      expect(client.excluded.size).toBe(1);
    }
  });
});

describe('what is no answer', () => {
  const slow = (reply: ServerResponse) => {
    reply.write('{');
    const timer = setInterval(() => reply.write(' '), 50);
    reply.on('close', () => clearInterval(timer));
  };
  const giant = (reply: ServerResponse) => {
    const more = () => {
      while (!reply.destroyed && reply.write('x'.repeat(10_000)));
      if (!reply.destroyed) reply.once('drain', more);
    };
    more();
  };
  const nested = (reply: ServerResponse) => void reply.end('['.repeat(90_000));
  const elsewhere = (reply: ServerResponse) =>
    void reply.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
  const refused = json({
    jsonrpc: '2.0',
    id: 1,
    error: { code: -32000, message: 'no', data: { code: 'request/busy' } },
  });
  test.each<[string, (reply: ServerResponse) => void, string]>([
    ['a body that never ends, slowly', slow, 'provider/slow'],
    ['no body at all', () => undefined, 'provider/slow'],
    ['a giant body', giant, 'provider/too-large'],
    ['JSON that is nested deep', nested, 'provider/answer'],
    ['no JSON', (reply) => void reply.end('<html>'), 'provider/answer'],
    ['no text', (reply) => void reply.end(Buffer.of(0xff, 0xfe)), 'provider/answer'],
    ['another protocol', json({ proof: '' }), 'provider/answer'],
    ['an answer to another', json({ jsonrpc: '2.0', id: 2, result: {} }), 'provider/answer'],
    ['a result out of form', result({ proof: 'AB==' }), 'provider/answer'],
    ['a result with more in it', result({ proof: '', more: 1 }), 'provider/answer'],
    ['a way elsewhere', elsewhere, 'provider/unreachable'],
    ['a refusal', refused, 'provider/refused'],
    ['the end of the connection', (reply) => void reply.destroy(), 'provider/unreachable'],
  ])('%s is told as such, and the next provider asked; it may be asked again', async (_, act, code) => {
    const url = await serving(act);
    const limits = limitsFor(code);
    const params = { root: keyText(state.root()), keys: [keyText(keyNumber(3))] };
    await expect(new Transport(url, limits).ask('getProof', params)).rejects.toMatchObject({ code });
    const honest = await serving(proving(good));
    const client =
      code === 'provider/slow'
        ? limitedClient({ ...limits, timeoutMs: 5000 }, url, honest)
        : clientOf(url, honest);
    expect((await client.get(keys)).provider).toBe(honest);
    expect(client.excluded.size).toBe(0);
  });

  test.each<[string, (reply: ServerResponse) => void, string]>([
    ['a line without an end', giant, 'provider/too-large'],
    ['a line that is no block', (reply) => void reply.end('{"number":"1","record":""}\n'), 'provider/answer'],
    ['a line that is no JSON', (reply) => void reply.end('block\n'), 'provider/answer'],
    ['no line', (reply) => void reply.writeHead(503).end(), 'provider/refused'],
    ['no beginning', () => undefined, 'provider/slow'],
  ])('of a stream of blocks: %s', async (_, act, code) => {
    const limits = limitsFor(code);
    const stream = new Transport(await serving(act), limits).blocks(1n, new AbortController().signal);
    await expect(stream.next()).rejects.toMatchObject({ code });
  });

  test('a provider that is not there, and no provider', async () => {
    await expect(clientOf('http://127.0.0.1:1').get(keys)).rejects.toMatchObject({ code: 'provider/none' });
    await expect(clientOf().get(keys)).rejects.toMatchObject({ code: 'provider/none' });
    expect(() => clientOf('file:///etc/passwd')).toThrow('is not the address of a provider');
  });

  test('without an environment no block moves the root', async () => {
    const client = clientOf();
    const record = { block: { number: 6n, transactions: [] }, receiptsDigest: new Uint8Array(32) };
    const diff = state.diff(new Map([[keyText(keyNumber(3)), bytesOf('more')]]));
    await expect(client.accept({ ...record, diff })).rejects.toMatchObject({ code: 'client/root' });
    expect([client.number, keyText(client.root)]).toEqual([5n, keyText(state.root())]);
  });
});
