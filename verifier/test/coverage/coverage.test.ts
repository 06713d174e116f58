import { expect, test } from 'vitest';
import { bytes, policy } from '../../../testkit/fixtures.js';
import { environmentOf, statement } from '../../../testkit/made/environments.js';
import { of, simple } from '../../../testkit/made/schedules.js';
import { InputError, toHex } from '../../src/index.js';
import { coverageOf, environmentsProved } from '../../src/schedule/index.js';

const fast = environmentOf('crypto-primitives');
const baseline = environmentOf('crypto-primitives-baseline');
const [limits] = [statement('crypto-primitives').journal.limits];
const stricter = environmentOf('crypto-primitives', { limits: { ...limits, functions: 1n } });
const otherImports = environmentOf('crypto-primitives', { imports: new Uint8Array(32) });
const stranger = of('50.0.1', 'x86_64-unknown-linux-gnu');
const schedule = simple(
  { of: fast, ranges: 'active 0, execute-only 20, retired 30' },
  { of: baseline, ranges: 'active 0, execute-only 20', revoked: 25 },
  { of: stricter, ranges: 'active 0' },
  { of: otherImports, ranges: 'active 0' },
  { of: stranger, ranges: 'proving-open 5, active 10' },
);
const receipt = (name: string) => ({
  name,
  read: () => Promise.resolve(bytes(`${name}.receipt`)),
});
const digest = toHex(statement('crypto-primitives').journal.wasm.digest);

test('a receipt counts for the environments that it was proved under, and is refused for others with the reason', async () => {
  const [proved] = await environmentsProved(bytes('crypto-primitives.receipt'), schedule, await policy());
  expect(proved?.environments).toEqual([fast[1]]);
  const refusals = proved?.refusals.map(({ environment, error }) => [environment, error.code]);
  expect(refusals).toHaveLength(2);
  expect(refusals).toContainEqual([stricter[1], 'policy/limit']);
  expect(refusals).toContainEqual([otherImports[1], 'policy/imports']);
});

test("a node's own policy is asked for besides", async () => {
  const strict = await policy({ maxCycles: 1 });
  const [proved] = await environmentsProved(bytes('crypto-primitives.receipt'), schedule, strict);
  expect(proved?.environments).toEqual([]);
  const refusal = proved?.refusals.find(({ environment }) => environment === fast[1]);
  expect(refusal?.error.code).toBe('policy/cycles');
});

test('the statements of an aggregate count each for its own; a refusal counts for none', async () => {
  const proved = await environmentsProved(bytes('aggregate.receipt'), schedule, await policy());
  const counted = proved.filter(({ environments }) => environments.length > 0);
  expect(proved.length).toBe(3);
  expect(counted).toMatchObject([{ wasmDigest: digest, environments: [baseline[1]] }]);
});

test('a refused module is fit under no environment', async () => {
  const refused = environmentOf('shape-limit');
  const own = simple({ of: refused, ranges: 'active 0' });
  const [proved] = await environmentsProved(bytes('shape-limit.receipt'), own, await policy());
  expect(proved).toMatchObject({
    environments: [],
    refusals: [{ error: expect.objectContaining({ code: 'policy/rejected-module' }) }],
  });
});

test('coverage tells what is missing, and goes on after a receipt that is unreadable or wrong', async () => {
  const broken = bytes('crypto-primitives.receipt');
  broken[broken.length - 5000] = (broken[broken.length - 5000] ?? 0) ^ 1;
  const receipts = [
    { name: 'gone', read: () => Promise.reject(new InputError('input/unreadable', 'cannot read gone')) },
    { name: 'broken', read: () => Promise.resolve(broken) },
    receipt('crypto-primitives'),
  ];
  const found = await coverageOf(receipts, schedule, 10n, await policy());
  expect(found.covered).toBe(false);
  expect(found.refused.map(({ receipt: name }) => name)).toEqual(['gone', 'broken']);
  expect(found.asked.map(({ version }) => version).sort()).toEqual(['wasmtime 48.0.8', 'wasmtime 50.0.1']);
  expect(found.contracts).toMatchObject([
    {
      wasmDigest: digest,
      fitness: 'behind',
      version: 'wasmtime 48.0.8',
      missing: [{ version: 'wasmtime 50.0.1' }],
    },
  ]);
});

test('a contract is fit in a session that asks for nothing more, and falls behind where it does', async () => {
  const fit = await coverageOf([receipt('crypto-primitives')], schedule, 4n, await policy(), [digest]);
  expect([fit.covered, fit.contracts[0]?.fitness]).toEqual([true, 'fit']);
});

test('a module without any receipt is told as such', async () => {
  const found = await coverageOf([], schedule, 4n, await policy(), ['00'.repeat(32)]);
  expect(found.covered).toBe(false);
  expect(found.contracts).toMatchObject([{ fitness: 'unproved', proved: [] }]);
});
