import { describe, expect, test } from 'vitest';
import { codeOf, of, simple } from '../../../testkit/made/schedules.js';
import { toHex } from '../../src/index.js';
import {
  judge,
  type NodeHas,
  type NodeHasInput,
  nodeHas,
  supportAhead,
  supports,
  voteOf,
} from '../../src/schedule/index.js';

const [x36, hx36] = of('36.0.9', 'x86_64');
const [x48, hx48] = of('48.0.8', 'x86_64');
const [a48, ha48] = of('48.0.8', 'aarch64');
const [p48, hp48] = of('48.0.8', 'pulley64');
const schedule = simple(
  { of: [x36, hx36], ranges: 'active 0, execute-only 20, retired 30' },
  { of: [x48, hx48], ranges: 'announced 2, active 10' },
  { of: [a48, ha48], ranges: 'announced 2, active 10' },
);
const node = (changes: Partial<NodeHasInput> = {}) =>
  nodeHas({ targets: ['x86_64'], versions: ['wasmtime 36.0.9'], hostApis: [1], ...changes });
const VERDICTS = ['valid', 'invalid', undefined] as const;
const both = ['wasmtime 36.0.9', 'wasmtime 48.0.8'];

describe('a node that lacks a version', () => {
  test('says so before it is asked', () => {
    expect(supportAhead(schedule, 3n, node())).toEqual([
      { session: 3n, answer: 'ready', runs: ['wasmtime 36.0.9'], lacks: [] },
      {
        session: 10n,
        answer: 'abstains',
        runs: ['wasmtime 36.0.9'],
        lacks: [{ version: 'wasmtime 48.0.8', environments: [{ hash: hx48, wants: ['version'] }] }],
      },
      {
        session: 30n,
        answer: 'abstains',
        runs: [],
        lacks: [{ version: 'wasmtime 48.0.8', environments: [{ hash: hx48, wants: ['version'] }] }],
      },
    ]);
  });

  test('abstains, which is not a vote against', () => {
    const judgement = judge(schedule, { session: 10n, receipts: [hx48, ha48] }, 10n, 'x86_64');
    const votes = (has: NodeHas) => VERDICTS.map((verdict) => voteOf(schedule, has, judgement, verdict));
    expect(judgement).toMatchObject({ kind: 'execute', environment: hx48 });
    expect(votes(node())).toEqual(['abstain', 'abstain', 'abstain']);
    expect(votes(node({ versions: both }))).toEqual(['for', 'against', 'abstain']);
  });

  test('still votes on what runs under a version that it has', () => {
    const judgement = judge(schedule, { session: 10n, receipts: [hx36] }, 10n, 'x86_64');
    expect(judgement).toMatchObject({ environment: hx36 });
    expect(VERDICTS.map((verdict) => voteOf(schedule, node(), judgement, verdict))).toEqual([
      'for',
      'against',
      'abstain',
    ]);
  });

  test('still runs those that it has', () => {
    expect(supports(schedule, 10n, node()).runs).toEqual(['wasmtime 36.0.9']);
  });
});

test('nobody votes against a contract that rests', () => {
  const gone = simple({ of: [x48, hx48], ranges: 'active 0', revoked: 5 });
  const judgement = judge(gone, { session: 6n, receipts: [hx48] }, 6n, 'x86_64');
  expect(judgement.kind).toBe('rest');
  expect(VERDICTS.map((verdict) => voteOf(gone, node({ versions: both }), judgement, verdict))).toEqual(
    Array(3).fill('abstain'),
  );
});

test('a node that has everything is ready', () => {
  expect(supports(schedule, 10n, node({ versions: both })).answer).toBe('ready');
});

test.each([
  ['target', node({ targets: ['s390x'], versions: both })],
  ['profile', node({ versions: both, profiles: ['00'.repeat(32)] })],
  ['hostApi', node({ versions: both, hostApis: [2] })],
  ['stackBytes', node({ versions: both, stackBytes: 1024 })],
  ['memoryBytes', node({ versions: both, memoryBytes: 1024 })],
])('what is wanting is named: %s', (want, has) => {
  const { answer, lacks } = supports(schedule, 10n, has);
  expect(answer).toBe('abstains');
  for (const { environments } of lacks) {
    for (const { wants } of environments) expect(wants).toEqual([want]);
  }
});

test('what is just enough is enough', () => {
  const has = node({
    versions: both,
    profiles: [toHex(x48.profile)],
    stackBytes: `${x48.stackBytes}`,
    memoryBytes: `${x48.memoryBytes}`,
  });
  expect(supports(schedule, 10n, has).answer).toBe('ready');
});

test('a portable target stands in for one that the schedule does not have', () => {
  const portable = simple({ of: [x48, hx48], ranges: 'active 0' }, { of: [p48, hp48], ranges: 'active 0' });
  const has = node({ versions: both, targets: ['s390x', 'pulley64'] });
  expect(supports(portable, 0n, has).answer).toBe('ready');
});

test('a version of which one profile is lacking is lacking', () => {
  const [other, hash] = of('48.0.8', 'x86_64', { profile: new Uint8Array(32).fill(9) });
  const two = simple({ of: [x48, hx48], ranges: 'active 0' }, { of: [other, hash], ranges: 'active 0' });
  const has = node({ versions: both, profiles: [toHex(x48.profile)] });
  expect(supports(two, 0n, has).lacks).toEqual([
    { version: 'wasmtime 48.0.8', environments: [{ hash, wants: ['profile'] }] },
  ]);
});

test('where nothing runs there is nothing to lack', () => {
  const later = simple({ of: [x48, hx48], ranges: 'announced 0, active 5' });
  expect(supports(later, 0n, node()).answer).toBe('idle');
});

test('a revoked version is not asked of anybody', () => {
  const revoked = simple({ of: [x48, hx48], ranges: 'active 0', revoked: 5 });
  expect(supports(revoked, 5n, node()).answer).toBe('idle');
});

test.each([
  [{}],
  [{ targets: ['x86_64'], versions: ['wasmtime 48.0.8'], hostApis: [-1] }],
  [{ targets: [], versions: [], hostApis: [], stackBytes: 'much' }],
  [{ targets: [], versions: [], hostApis: [], profiles: ['ab'] }],
  [{ targets: [], versions: [], hostApis: [], more: 1 }],
  [null],
])('what a node has is checked: %j', (value) => {
  expect(codeOf(() => nodeHas(value))).toBe('schedule/invalid');
});
