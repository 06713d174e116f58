/** A node that answers with something else, or not at all. */

import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connect } from '../../src/chain/connect.js';
import { readChainFile } from '../../src/chain/identity.js';
import { freePort } from '../../src/chain/ports.js';
import { codeOf } from '../codeOf.js';

let server: Server | undefined;
afterEach(() => server?.close());

async function node(answer: RequestListener): Promise<string> {
  const port = await freePort();
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${port}`;
}

const chain = (rpc: string) => ({ chainId: 'one', rpc, firstBlock: 'AB'.repeat(32), gatekeeper: 'wasm1g' });

test('nobody listens, or something else does', async () => {
  expect(await codeOf(connect(chain(`http://127.0.0.1:${await freePort()}`)))).toBe('chain/unreachable');
  const page = await node((_, response) => response.end('<html>'));
  expect(await codeOf(connect(chain(page)))).toBe('chain/unreachable');
});

test.each([
  ['not JSON', '{', 'file/malformed'],
  ['no address', JSON.stringify(chain('file:///etc')), 'file/malformed'],
  ['a block that is none', JSON.stringify({ ...chain('http://a'), firstBlock: 'ab' }), 'file/malformed'],
  ['whole', JSON.stringify(chain('http://a')), 'none'],
])('a chain file: %s', async (_, text, code) => {
  const path = join(mkdtempSync(join(tmpdir(), 'zkcwasm-chain-')), 'chain.json');
  writeFileSync(path, text);
  expect(await codeOf(readChainFile(path))).toBe(code);
});
