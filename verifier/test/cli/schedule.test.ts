import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyCommand } from '../../../testkit/commands.js';
import { of, simple } from '../../../testkit/made/schedules.js';
import { encodeSchedule, scheduleHash, scheduleJson } from '../../src/schedule/index.js';

const [one, hash] = of('48.0.8', 'x86_64');
const [two, otherHash] = of('50.0.1', 'x86_64');
const schedule = simple(
  { of: [one, hash], ranges: 'active 0, retired 30' },
  { of: [two, otherHash], ranges: 'proving-open 5, active 10' },
);
let folder: string;
const at = (name: string) => join(folder, name);
const cli = (...args: string[]) => verifyCommand('schedule', ...args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zkcwasm-schedule-'));
  const json = (name: string, value: unknown) => writeFileSync(at(name), JSON.stringify(value));
  writeFileSync(at('bytes'), encodeSchedule(schedule));
  json('json', scheduleJson(schedule));
  json('revoke', { revocations: [{ environment: hash.slice(0, 12), from: 14, advisory: 'EXAMPLE-1' }] });
  json('late', { revocations: [{ environment: hash, from: 13, advisory: 'EXAMPLE-1' }] });
  json('node', { targets: ['x86_64'], versions: ['wasmtime 48.0.8'], hostApis: [1] });
  json('contracts', [
    { name: 'old', receipts: [hash] },
    { name: 'both', receipts: [hash, otherHash] },
  ]);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function json(...args: string[]): Promise<Record<string, unknown> & { code: number }> {
  const { code, out, err } = await cli(...args, '--json');
  expect(err).toBe('');
  return { ...(JSON.parse(out) as Record<string, unknown>), code };
}

test('bytes and JSON of a schedule have one hash', async () => {
  expect((await cli('hash', at('bytes'))).out).toBe(`${scheduleHash(schedule)}\n`);
  expect((await cli('hash', at('json'))).out).toBe(`${scheduleHash(schedule)}\n`);
});

test('encode writes the canonical bytes, and overwrites nothing unasked', async () => {
  expect(await json('encode', at('json'), '-o', at('written'))).toMatchObject({ code: 0, environments: 2 });
  expect(new Uint8Array(readFileSync(at('written')))).toEqual(encodeSchedule(schedule));
  expect(await json('encode', at('json'), '-o', at('written'))).toMatchObject({
    code: 1,
    error: { code: 'output/exists' },
  });
});

test('extend appends what is decided now; check holds it against the schedule before', async () => {
  const extended = await json(
    'extend',
    at('bytes'),
    '--change',
    at('revoke'),
    '--now',
    '12',
    '-o',
    at('extended'),
  );
  expect(extended).toMatchObject({ code: 0, changes: 2, lastDecided: '12', extends: scheduleHash(schedule) });
  const shown = await json('show', at('extended'), '--session', '14');
  expect(shown.environments).toContainEqual(
    expect.objectContaining({ hash, standing: 'revoked', since: '14' }),
  );
  const check = (...args: string[]) => json('check', at('extended'), '--policy', at('policy'), ...args);
  writeFileSync(at('policy'), JSON.stringify({ images: [image(one.compiler.version), image('50.0.1')] }));
  expect(await check()).toMatchObject({ code: 1, error: { code: 'policy/invalid' } });
  writeFileSync(at('policy'), JSON.stringify({ images: [image('48.0.8')] }));
  expect(await check()).toMatchObject({ code: 1, error: { code: 'schedule/image-mismatch' } });
});
const image = (version: string) => ({
  imageId: '01'.repeat(32),
  name: 'made-up',
  elfHash: 'ab'.repeat(32),
  compiler: { name: 'wasmtime', version },
  source: 'upstream',
  target: 'x86_64',
  profile: '02'.repeat(32),
  proofSystem: 'sp1',
  circuit: 'v6.1.0',
  status: 'active',
});

test('a change that comes too late leaves nothing behind', async () => {
  const late = await json('extend', at('bytes'), '--change', at('late'), '--now', '12', '-o', at('nothing'));
  expect(late).toMatchObject({ code: 1, error: { code: 'schedule/too-soon' } });
  expect(readdirSync(folder).filter((name) => /nothing|pending/.test(name))).toEqual([]);
});

test('check names images that are not known', async () => {
  expect(await json('check', at('bytes'))).toMatchObject({
    code: 1,
    error: { code: 'schedule/unknown-image' },
  });
});

test('rehearse tells of each boundary which contracts fall out, and fails below a threshold', async () => {
  const found = await json('rehearse', at('bytes'), '--contracts', at('contracts'), '--now', '5');
  expect(found).toMatchObject({ code: 0, contracts: 2, belowThreshold: [] });
  expect(found.boundaries).toMatchObject([
    {
      session: '10',
      contracts: [
        { name: 'old', falls: true },
        { name: 'both', falls: false },
      ],
    },
    { session: '30', contracts: [{ name: 'old', before: 'behind', after: 'frozen' }] },
  ]);
  const args = ['rehearse', at('bytes'), '--contracts', at('contracts'), '--threshold', '51'];
  expect(await json(...args)).toMatchObject({ code: 1, belowThreshold: ['10', '30'] });
  const plain = await cli(...args, '--until', '10');
  expect(plain.out).toContain(
    'falls out   old: fit -> behind, runs under wasmtime 48.0.8; lacks wasmtime 50.0.1 for x86_64',
  );
});

test('rehearse tries out a change before it is decided', async () => {
  const found = await json(
    ...['rehearse', at('bytes'), '--contracts', at('contracts'), '--change', at('revoke'), '--now', '12'],
  );
  expect(found.boundaries).toMatchObject([
    { session: '14', environments: [{ environment: hash, before: 'active', after: 'revoked' }] },
    { session: '30' },
  ]);
});

test('supports tells what a node lacks, now and later', async () => {
  const ask = (session: string) => json('supports', at('bytes'), '--node', at('node'), '--session', session);
  expect(await ask('5')).toMatchObject({
    code: 0,
    ahead: [{ answer: 'ready' }, { session: '10', answer: 'abstains' }, { session: '30' }],
  });
  expect(await ask('10')).toMatchObject({ code: 1 });
});

test.each([
  ['a schedule that is missing', ['hash', '/nonexistent'], 'input/unreadable'],
  ['an endless schedule', ['hash', '/dev/zero'], 'input/too-large'],
  ['a node that is none', ['supports', 'bytes', '--session', '1', '--node', 'contracts'], 'schedule/invalid'],
  ['contracts that are none', ['rehearse', 'bytes', '--contracts', 'node'], 'schedule/invalid'],
  [
    'a change that is none',
    ['extend', 'bytes', '--now', '1', '-o', 'x', '--change', 'bytes'],
    'schedule/invalid',
  ],
])('%s', async (_, args, code) => {
  const named = args.map((arg) => (['bytes', 'node', 'contracts', 'x'].includes(arg) ? at(arg) : arg));
  expect(await json(...named)).toMatchObject({ code: 1, error: { code } });
});

test.each([
  [[]],
  [['hash']],
  [['check', 'bytes', '--now', '1']],
  [['check', 'bytes', '--extends', 'bytes']],
  [['show', 'bytes', '--session', '-1']],
  [['show', 'bytes', '--session', '18446744073709551616']],
  [['rehearse', 'bytes', '--threshold', '101']],
  [['rehearse', 'bytes', '--change', 'revoke']],
  [['supports', 'bytes', '--node', 'node']],
])('wrong usage %j has exit code 2', async (args) => {
  const named = args.map((arg) => (['bytes', 'node', 'revoke'].includes(arg) ? at(arg) : arg));
  expect((await cli(...named)).code).toBe(2);
});
