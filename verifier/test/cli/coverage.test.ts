import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCommand } from '../../../testkit/commands.js';
import { path } from '../../../testkit/fixtures.js';
import { environmentOf } from '../../../testkit/made/environments.js';
import { simple } from '../../../testkit/made/schedules.js';
import { encodeSchedule } from '../../src/schedule/index.js';

const fast = environmentOf('crypto-primitives');
const [receipt, wasm, policy] = ['crypto-primitives.receipt', 'crypto-primitives.wasm', 'policy.json'].map(
  path,
) as [string, string, string];
let folder: string;
let schedule: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-coverage-'));
  schedule = join(folder, 'schedule');
  writeFileSync(
    schedule,
    encodeSchedule(simple({ of: fast, ranges: 'active 0, execute-only 20', revoked: 25 })),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const cli = async (...args: string[]) => {
  const { code, out } = await verifyCommand(...args, '--policy', policy, '--json');
  return { code, ...(JSON.parse(out) as Record<string, unknown>) };
};

test('coverage exits with 0 where every contract is fit, and 1 where something is missing', async () => {
  const args = ['coverage', receipt, '--wasm', wasm, '--schedule', schedule, '--session'];
  expect(await cli(...args, '19')).toMatchObject({
    code: 0,
    outcome: 'covered',
    contracts: [{ name: wasm, fitness: 'fit', missing: [], receipts: [{ environments: [fast[1]] }] }],
  });
  expect(await cli(...args, '20')).toMatchObject({ code: 1, outcome: 'not covered', asked: [] });
  expect(await cli('coverage', '--wasm', wasm, '--schedule', schedule, '--session', '19')).toMatchObject({
    code: 1,
    contracts: [{ fitness: 'unproved', missing: [{ target: fast[0].target }] }],
  });
});

test('coverage without anything to look at is wrong usage', async () => {
  expect((await verifyCommand('coverage', '--schedule', schedule, '--session', '1')).code).toBe(2);
  expect((await verifyCommand('coverage', receipt, '--schedule', schedule)).code).toBe(2);
});

test('accept takes a receipt under an environment, and nothing once it is revoked', async () => {
  const store = join(folder, 'store');
  const artifact = path('crypto-primitives.cwasm');
  const args = ['accept', receipt, '--wasm', wasm, '--artifact', artifact, '--store', store];
  expect(await cli(...args, '--schedule', schedule, '--session', '25')).toMatchObject({
    code: 1,
    error: { code: 'schedule/revoked' },
  });
  expect(await cli(...args, '--schedule', schedule, '--session', '19')).toMatchObject({
    code: 0,
    environment: fast[1],
  });
  // What was accepted is no longer under the policy alone; it is under that of its environment, revoked or not.
  expect(await cli('audit', store, '--dry-run')).toMatchObject({ code: 1 });
  expect(await cli('audit', store, '--dry-run', '--schedule', schedule)).toMatchObject({ code: 0, held: 1 });
});

test('verify takes --schedule and --session together only', async () => {
  expect(await cli('verify', receipt, '--wasm', wasm, '--session', '3')).toMatchObject({ code: 2 });
});
