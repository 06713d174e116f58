import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { verifyCommand } from '../../../testkit/commands.js';
import { path } from '../../../testkit/fixtures.js';
import { temporaryFolder } from '../../../testkit/temporaryFolder.js';

const [receipt, wasm, artifact] = [path('add.receipt'), path('add.wasm'), path('add.cwasm')];
let folder: string;

/** With the policy of the fixtures where none is named. */
const cli = (...args: string[]) =>
  verifyCommand(
    ...args,
    ...(['verify', 'accept'].includes(args[0] ?? '') && !args.includes('--policy')
      ? ['--policy', path('policy.json')]
      : []),
  );

beforeAll(() => {
  folder = temporaryFolder('cli');
});

test('verify --json prints one object with the names that others rely on', async () => {
  const { code, out, err } = await cli('verify', receipt, '--wasm', wasm, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const object = JSON.parse(out) as Record<string, unknown>;
  expect(object).toMatchObject({ outcome: 'compiled', sealKind: 'stark', proved: true });
  for (const key of [
    'imageId',
    'compiler',
    'target',
    'profile',
    'wasmDigest',
    'artifactDigest',
    'cycles',
    'peakHeapBytes',
    'context',
  ]) {
    expect(object[key], key).toBeTypeOf('string');
  }
});

test('a refusal has exit code 1 and an error with a code', async () => {
  const { code, out } = await cli('verify', receipt, '--wasm', receipt, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ outcome: 'refused', error: { code: 'wasm/mismatch' } });
  const plain = await cli('verify', receipt, '--wasm', receipt);
  expect(plain.code).toBe(1);
  expect(plain.err).toContain('wasm/mismatch');
  expect(plain.out).toBe('');
});

test.each([
  [['verify', receipt]],
  [['verify', receipt, '--wasm', wasm, '--trust-me']],
  [['nonsense']],
  [['accept', receipt, '--wasm', wasm, '--store', '/tmp/x']],
  [['accept', receipt, '--wasm', wasm, '--store', '/tmp/x', '--bounds-only', '--artifact', artifact]],
  [['accept', receipt, '--wasm', wasm, '--store', '/tmp/x', '--bounds-only', '--rejected']],
  [['accept', receipt, '--wasm', wasm, '--store', '/tmp/x', '--rejected', '--any', 'context']],
  [['accept', receipt, '--wasm', wasm, '--store', '/tmp/x', '--bounds-only', '--any', 'cycles,all']],
  [['accept', receipt, '--wasm', wasm, '--store', '/tmp/x', '--rejected', '--registry', '/tmp/y']],
])('wrong usage %j has exit code 2', async (args) => {
  expect((await cli(...args)).code).toBe(2);
});

test.each([
  ['missing receipt', ['verify', '/nonexistent', '--wasm', wasm], 'input/unreadable'],
  ['a folder', ['verify', '/tmp', '--wasm', wasm], 'input/unreadable'],
  ['an endless receipt', ['verify', '/dev/zero', '--wasm', wasm], 'input/too-large'],
  ['an endless module', ['verify', receipt, '--wasm', '/dev/zero'], 'input/too-large'],
  ['a policy that is not JSON', ['verify', receipt, '--wasm', wasm, '--policy', wasm], 'policy/invalid'],
  ['a missing policy', ['verify', receipt, '--wasm', wasm, '--policy', '/nonexistent'], 'input/unreadable'],
])('%s', async (_, args, code) => {
  const ran = await cli(...args, '--json');
  expect(ran.code).toBe(1);
  expect(JSON.parse(ran.out)).toMatchObject({ error: { code } });
});

test('accept, then accept again', async () => {
  const args = [
    'accept',
    receipt,
    '--wasm',
    wasm,
    '--artifact',
    artifact,
    '--store',
    join(folder, 'store'),
    '--json',
  ];
  const first = await cli(...args);
  expect(first.code, first.out).toBe(0);
  expect((await cli(...args)).code).toBe(0);
});

test('a policy with a price: it is told, and bounded', async () => {
  const file = join(folder, 'price.json');
  const price = { flat: 5, perMegacycle: 1_000_000 };
  writeFileSync(file, JSON.stringify({ price }));
  const args = ['verify', receipt, '--wasm', wasm, '--policy', file];
  const found = JSON.parse((await cli(...args, '--json')).out) as { cycles: string; price: string };
  expect(BigInt(found.price)).toBe(BigInt(found.cycles) + 5n);
  expect((await cli(...args, '--verbose')).out).toContain(`price           ${found.price}\n`);
  expect((await cli(...args)).out).toMatch(/^ {2}price +1,891,594 units +the policy's price$/m);
  writeFileSync(file, JSON.stringify({ price, maxPrice: found.cycles }));
  const refused = await cli(...args, '--json');
  expect(refused.code).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'policy/price' } });
});

test('a refusal is no bounds, and is accepted as what it is', async () => {
  const lax = join(folder, 'lax.json');
  writeFileSync(lax, JSON.stringify({ allowRejected: true }));
  const store = join(folder, 'refusals');
  const args = ['accept', path('shape-limit.receipt'), '--wasm', path('shape-limit.wasm'), '--policy', lax];
  const accept = async (...more: string[]) => {
    const { code, out } = await cli(...args, '--store', store, '--json', ...more);
    return { code, ...(JSON.parse(out) as Record<string, unknown>) };
  };
  expect(await accept('--bounds-only')).toMatchObject({
    code: 1,
    error: { code: 'policy/bounds-incomplete' },
  });
  const any = ['--bounds-only', '--any', 'cycles,images,context'];
  expect(await accept(...any)).toMatchObject({ code: 1, error: { code: 'policy/rejected-module' } });
  expect(await accept('--rejected')).toMatchObject({ code: 0, outcome: 'rejected', accepted: 'rejected' });
});

test('which policy and which list of images were in force is told', async () => {
  const { out } = await cli('verify', receipt, '--wasm', wasm, '--json');
  const told = JSON.parse(out) as Record<string, string>;
  expect(told.policyDigest).toMatch(/^[0-9a-f]{64}$/);
  const pinned = join(folder, 'pinned.json');
  const pin = (imageList = '') => writeFileSync(pinned, JSON.stringify({ imageList }));
  pin(told.imageList);
  const args = ['verify', receipt, '--wasm', wasm, '--policy', pinned];
  expect((await cli(...args, '--verbose')).out).toContain(`imageList       ${told.imageList}\n`);
  pin('ab'.repeat(32));
  expect(JSON.parse((await cli(...args, '--json')).out)).toMatchObject({
    error: { code: 'policy/image-list' },
  });
});

test('a tuned image is trusted only where the policy says so', async () => {
  const policy = join(folder, 'sources.json');
  const verify = async (text: string) => {
    writeFileSync(policy, text);
    const args = ['verify', path('tuned.receipt'), '--wasm', path('add.wasm'), '--policy', policy, '--json'];
    const { code, out } = await cli(...args);
    return { code, ...(JSON.parse(out) as Record<string, unknown>) };
  };
  expect(await verify('{}')).toMatchObject({
    code: 1,
    error: { code: 'image/source', hint: expect.stringContaining('add "tuned" to sources') },
  });
  expect(await verify('{ "sources": ["upstream", "tuned"] }')).toMatchObject({
    code: 0,
    outcome: 'compiled',
  });
});

test('a policy file is obeyed', async () => {
  const strict = join(folder, 'strict.json');
  writeFileSync(strict, JSON.stringify({ maxCycles: 1000 }));
  const { code, out } = await cli('verify', receipt, '--wasm', wasm, '--policy', strict, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'policy/cycles' } });
});
