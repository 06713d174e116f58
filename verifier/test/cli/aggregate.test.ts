import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { verifyCommand } from '../../../testkit/commands.js';
import { bytes, path } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';
import { toHex } from '../../src/index.js';
import { sha256 } from '../../src/node.js';
import { FOLDED, positionOf } from '../aggregate/parts.js';

const aggregate = path('aggregate.receipt');
const wasm = (...names: string[]) => names.flatMap((name) => ['--wasm', path(`${name}.wasm`)]);
const artifact = (...names: string[]) => names.flatMap((name) => ['--artifact', path(`${name}.cwasm`)]);
let folder: string;
let refusals: string[];
const add = `${positionOf('add')}`;
/** For each statement of the aggregate, in its order. */
const each = (refusal: string, other: string) =>
  FOLDED.map((_, position) => (position === positionOf('invalid') ? refusal : other));

beforeAll(() => {
  folder = temporaryFolder('cli');
  const file = join(folder, 'policy.json');
  writeFileSync(file, '{ "allowRejected": true }');
  refusals = ['--policy', file];
});

test('verify prints every statement', async () => {
  const args = ['verify', aggregate, ...wasm(...FOLDED), ...refusals];
  const { code, out } = await verifyCommand(...args, '--json');
  expect(code, out).toBe(0);
  const printed = JSON.parse(out) as { statements: Record<string, unknown>[] };
  expect(printed).toMatchObject({ outcome: 'aggregate', sealKind: 'aggregate', proved: true });
  expect(printed.statements.map(({ outcome }) => outcome)).toEqual(each('rejected', 'compiled'));
  for (const statement of printed.statements) expect(statement).not.toHaveProperty('cycles');
  const plain = await verifyCommand(...args, '--verbose');
  expect(plain.code).toBe(0);
  expect(plain.out.split('\n\n')).toHaveLength(4);
});

test('--select by position or by module', async () => {
  const digest = toHex(sha256(bytes('add.wasm')));
  for (const chosen of [add, digest]) {
    const args = ['verify', aggregate, ...wasm('add'), '--select', chosen, '--policy', path('policy.json')];
    const { code, out } = await verifyCommand(...args, '--json');
    expect(code, out).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      statements: [{ statement: positionOf('add'), wasmDigest: digest }],
    });
  }
});

test.each([
  [[...wasm('add'), '--select', '7'], 1, 'aggregate/selection'],
  [[...wasm('add'), '--select', 'add'], 1, 'aggregate/selection'],
  [[...wasm('add'), '--select', '0'.repeat(64)], 1, 'aggregate/selection'],
  [[...wasm('add')], 1, 'wasm/mismatch'],
  [[...wasm(...FOLDED), '--select', '2'], 1, 'wasm/mismatch'],
])('verify %j: exit code %i, %s', async (args, code, error) => {
  const ran = await verifyCommand('verify', aggregate, ...args, ...refusals, '--json');
  expect(ran.code).toBe(code);
  expect(JSON.parse(ran.out)).toMatchObject({ error: { code: error } });
});

test('accept: artifacts of all, or one that is selected', async () => {
  const store = join(folder, 'store');
  const all = await verifyCommand(
    ...['accept', aggregate, ...wasm(...FOLDED), ...artifact('add', 'crypto-primitives-baseline')],
    ...['--rejected', '--store', store, ...refusals, '--json'],
  );
  expect(all.code, all.out).toBe(0);
  expect(JSON.parse(all.out)).toMatchObject({
    statements: each('rejected', 'artifact').map((accepted) => ({ accepted })),
  });
  const one = await verifyCommand(
    ...['accept', aggregate, ...wasm('add'), ...artifact('add'), '--select', add, '--store', store],
    ...['--policy', path('policy.json'), '--json'],
  );
  expect(one.code, one.out).toBe(0);
  const audit = await verifyCommand('audit', store, ...refusals, '--policy', path('policy.json'), '--json');
  expect(audit.code, audit.out).toBe(0);
});

test('accept: a refusal among what should be artifacts, and bounds that nothing attests', async () => {
  const store = ['--store', join(folder, 'refused'), ...refusals, '--json'];
  const missing = await verifyCommand(
    ...['accept', aggregate, ...wasm(...FOLDED), ...artifact('add', 'crypto-primitives-baseline'), ...store],
  );
  expect([missing.code, JSON.parse(missing.out)]).toMatchObject([1, { error: { code: 'artifact/missing' } }]);
  const bounds = await verifyCommand(
    ...['accept', aggregate, ...wasm('add'), '--select', add, '--bounds-only', ...store],
  );
  expect([bounds.code, JSON.parse(bounds.out)]).toMatchObject([
    1,
    { error: { code: 'policy/bounds-incomplete' } },
  ]);
});

test.each([
  [['verify', path('add.receipt'), ...wasm('add', 'invalid')]],
  [['verify', path('add.receipt'), ...wasm('add'), '--select', '0']],
  [['accept', path('add.receipt'), ...wasm('add'), ...artifact('add'), '--rejected', '--store', 'x']],
  [['accept', path('add.receipt'), ...wasm('add'), ...artifact('add', 'add'), '--store', 'x']],
  [['accept', aggregate, ...wasm('add'), '--store', 'x']],
  [['accept', aggregate, ...wasm('add'), ...artifact('add'), '--bounds-only', '--store', 'x']],
])('%j is wrong usage', async (args) => {
  expect((await verifyCommand(...args)).code).toBe(2);
});
