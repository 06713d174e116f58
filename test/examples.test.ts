import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { runNode } from '../testkit/runNode.js';
import { temporaryFolder } from '../testkit/temporaryFolder.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const receipts = join(root, 'artifacts/receipts');
let folder: string;

beforeAll(() => {
  folder = temporaryFolder('examples');
});

function example(name: string, ...args: string[]) {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  return runNode([tsx, join(root, 'examples', name, 'main.ts'), ...args]);
}
const file = (name: string) => join(receipts, name);

test('verify: what is proved, and a refusal with its code', async () => {
  const { code, out, err } = await example('verify', file('add.receipt'), file('add.wasm'));
  expect(code, err).toBe(0);
  expect(out).toMatch(/^cycles {4}1891589$/m);
  expect(await example('verify', file('add.receipt'), file('invalid.wasm'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('refused (wasm/mismatch)'),
  });
});

test('accept: into a store and out again, and no other artifact', async () => {
  const args = [file('add.receipt'), file('add.wasm'), file('add.cwasm'), join(folder, 'store')];
  const { code, out, err } = await example('accept', ...args);
  expect(code, err).toBe(0);
  expect(out).toMatch(/^load {6}9232 bytes with SHA-256 [0-9a-f]{64}$/m);
  const other = [...args.slice(0, 2), file('crypto-primitives.cwasm'), join(folder, 'other')];
  expect(await example('accept', ...other)).toMatchObject({
    code: 1,
    err: expect.stringContaining('refused (artifact/mismatch)'),
  });
});

test('policy: each says yes or no with its own reason', async () => {
  const { code, out, err } = await example(
    'policy',
    file('crypto-primitives.receipt'),
    file('crypto-primitives.wasm'),
  );
  expect(code, err).toBe(0);
  expect(out).toBe(
    [
      'published compilers only: accepted',
      'changed compilers only: refused (image/source)',
      'at most a million cycles: refused (policy/cycles)',
      'another profile: refused (policy/profile)',
      'bound to a chain: refused (policy/context)',
      'shallow stacks: accepted',
      'with a price: accepted, costs 1206',
      'with a price that is too high: refused (policy/price)',
      '',
    ].join('\n'),
  );
});

test('node: for what a receipt proves, against the rest', async () => {
  const { code, out, err } = await example('node', file('add.receipt'), file('add.wasm'));
  expect(code, err).toBe(0);
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => line.split(': ')[1]),
  ).toEqual(['valid', 'failed']);
});

test.each(['verify', 'accept', 'policy', 'node'])(
  '%s without arguments says how it is used',
  async (name) => {
    expect(await example(name)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`examples/${name}/main.ts`),
    });
  },
);
