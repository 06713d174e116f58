/** `registry check` of a proof; proofs that hold are made, and checked, in node/test/cli/registry.test.ts. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCommand } from '../../../testkit/commands.js';
import { path } from '../../../testkit/fixtures.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-cli-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('what is no proof is refused with a code', async () => {
  const rubbish = join(folder, 'rubbish');
  writeFileSync(rubbish, '{');
  for (const [file, code] of [
    [rubbish, 'registry/proof-malformed'],
    ['/dev/zero', 'input/too-large'],
    [join(folder, 'nothing'), 'input/unreadable'],
  ] as const) {
    const ran = await verifyCommand('registry', 'check', file, '--root', '0'.repeat(64), '--json');
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ error: { code } });
  }
});

const given = [path('add.receipt'), '--wasm', path('add.wasm'), '--store', '/tmp/x'];
test.each([
  [['registry', 'add', 'STORE', '--registry', '/tmp/x'], 'zkcwasm-node registry add'],
  [['registry', 'remove', 'STORE', '--registry', '/tmp/x'], 'zkcwasm-node registry remove'],
  [['registry', 'root', '--registry', '/tmp/x'], 'zkcwasm-node registry root'],
  [['registry', 'prove', 'STORE', '--registry', '/tmp/x', '-o', 'y'], 'zkcwasm-node registry prove'],
  [['registry', 'check', '--registry', '/tmp/x'], 'zkcwasm-node registry check'],
  [['audit', '/tmp/x', '--registry', '/tmp/y'], 'zkcwasm-node audit'],
  [
    ['accept', ...given, '--artifact', path('add.cwasm'), '--registry', '/tmp/y'],
    'zkcwasm-node registry add',
  ],
])('what needs a registry on disk says where it went: %j', async (args, where) => {
  const before = readdirSync('/tmp').filter((name) => name === 'x' || name === 'y');
  const ran = await verifyCommand(...args, '--json');
  expect(ran.code, ran.err).toBe(2);
  expect(JSON.parse(ran.out)).toMatchObject({
    error: { code: 'usage/invalid', hint: expect.stringContaining(where) },
  });
  expect(readdirSync('/tmp').filter((name) => name === 'x' || name === 'y')).toEqual(before);
});

test.each([
  [['check']],
  [['check', 'x.proof']],
  [['check', 'x.proof', '--root', 'abc']],
  [['check', 'x.proof', '--root', 'f'.repeat(64)]],
  [['nonsense']],
])('wrong usage %j has exit code 2', async (args) => {
  expect((await verifyCommand('registry', ...args)).code).toBe(2);
});
