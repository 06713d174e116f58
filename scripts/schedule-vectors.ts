/**
 * Writes `verifier/test/vectors/schedules.json`, by which another implementation of environments and schedules can be held to
 * this one: values with their bytes and hashes, what holds in their sessions, bytes that must be refused and how, and which
 * schedule extends which. `npx tsx scripts/schedule-vectors.ts`
 */
import { writeFileSync } from 'node:fs';
import { type ErrorCode, LIMIT_NAMES, toHex, VerifierError } from '../verifier/src/index.js';
import { NO_IMPORTS } from '../verifier/src/internal.js';
import {
  appendChange,
  boundariesOf,
  type Change,
  checkExtension,
  contractIn,
  type Environment,
  encodeEnvironment,
  encodeSchedule,
  environmentHash,
  environmentJson,
  environmentsOf,
  type History,
  makeSchedule,
  type Schedule,
  type StateRange,
  scheduleHash,
  scheduleJson,
} from '../verifier/src/schedule/index.js';

const fill = (byte: number) => new Uint8Array(32).fill(byte);
const plain: Environment = {
  compiler: { name: 'wasmtime', version: '36.0.9' },
  imageId: fill(1),
  profile: fill(2),
  target: 'x86_64-unknown-linux-gnu',
  limits: { heapBytes: 536_870_912n, functions: 10_000n },
  imports: NO_IMPORTS.digest,
  hostApi: 1,
  stackBytes: 1_048_576n,
  memoryBytes: 67_108_864n,
};
const newer: Environment = { ...plain, compiler: { name: 'wasmtime', version: '48.0.8' }, imageId: fill(3) };
const arm: Environment = {
  ...newer,
  imageId: fill(4),
  profile: fill(5),
  target: 'aarch64-unknown-linux-gnu',
};
const full: Environment = {
  compiler: { name: '!', version: '~'.repeat(255) },
  imageId: fill(0),
  profile: fill(255),
  target: 'x',
  limits: Object.fromEntries(LIMIT_NAMES.map((name, i) => [name, BigInt(i) << 56n])),
  imports: fill(254),
  hostApi: 0xffff_ffff,
  stackBytes: 0n,
  memoryBytes: 0xffff_ffff_ffff_ffffn,
};
const least: Environment = {
  ...full,
  compiler: { name: '!', version: '~' },
  limits: {},
  hostApi: 0,
  memoryBytes: 0n,
};
const [hPlain, hNewer, hArm] = [plain, newer, arm].map(environmentHash) as [string, string, string];

const at = (environment: string, state: StateRange['state'], from: bigint): StateRange => ({
  environment,
  state,
  from,
});
const revocation = (environment: string, from: bigint, advisory = 'EXAMPLE-2026-1') => ({
  environment,
  from,
  advisory,
});
const change = (decided: bigint, parts: Partial<Change>): Change => ({
  decided,
  environments: [],
  ranges: [],
  revocations: [],
  ...parts,
});

const begin = change(0n, { environments: [plain], ranges: [at(hPlain, 'active', 0n)] });
const upgrade = change(8n, {
  environments: [newer, arm],
  ranges: [hNewer, hArm].flatMap((hash) => [
    at(hash, 'announced', 10n),
    at(hash, 'proving-open', 12n),
    at(hash, 'active', 20n),
  ]),
});
const leave = change(20n, { ranges: [at(hPlain, 'execute-only', 24n), at(hPlain, 'retired', 40n)] });
const revoke = change(26n, { revocations: [revocation(hArm, 28n)] });
const first = makeSchedule([begin]);
const second = appendChange(first, upgrade);
const third = appendChange(second, leave);
const fourth = appendChange(third, revoke);
const far = makeSchedule([
  change(0xffff_ffff_ffff_fff0n, {
    environments: [full],
    ranges: [at(environmentHash(full), 'announced', 0xffff_ffff_ffff_ffffn)],
  }),
]);
const GOOD: Record<string, Schedule> = {
  'one environment': first,
  'an upgrade for two targets': second,
  'the old version leaves': third,
  'one target is revoked': fourth,
  'the largest numbers': far,
  'revoked twice, from an earlier session the second time': appendChange(
    fourth,
    change(27n, {
      revocations: [revocation(hPlain, 50n), revocation(hNewer, 60n, 'https://example.org/a?b#c')],
    }),
  ),
};

/** Bytes of changes in the order in which they are given, whatever the rules say. */
function raw(...changes: Change[]): Uint8Array {
  const environments = new Map<string, History>();
  for (const environment of changes.flatMap((one) => one.environments)) {
    const hash = environmentHash(environment);
    if (environments.has(hash)) continue;
    environments.set(hash, { hash, environment, index: environments.size, ranges: [], revoked: undefined });
  }
  return encodeSchedule({ changes, environments });
}

const good = encodeSchedule(fourth);
const small = encodeSchedule(first);
const edited = (bytes: Uint8Array, place: number, ...values: number[]) => {
  const out = bytes.slice();
  out.set(values, place < 0 ? bytes.length + place : place);
  return out;
};
const HUGE = [0xff, 0xff, 0xff, 0xff];
const [low, high] = hNewer < hArm ? [newer, arm] : [arm, newer];
const [hLow, hHigh] = [low, high].map(environmentHash) as [string, string];
const two = (parts: Partial<Change>) => raw(change(0n, { environments: [low, high], ...parts }));
const actives = [at(hLow, 'active', 0n), at(hHigh, 'active', 0n)];

/** Where the only environment of the first schedule begins. */
const ENVIRONMENT = 17 + 2 + 4 + 8 + 4;
const BAD: [name: string, bytes: Uint8Array, code: ErrorCode][] = [
  ['no bytes', new Uint8Array(), 'schedule/malformed'],
  ['another tag', edited(small, 0, 0x5a), 'schedule/malformed'],
  ['an environment alone', encodeEnvironment(plain), 'schedule/malformed'],
  ['version 2', edited(small, 17, 2), 'schedule/version'],
  ['the last byte is missing', good.slice(0, -1), 'schedule/malformed'],
  ['one byte more', Uint8Array.of(...good, 0), 'schedule/trailing'],
  ['itself again', Uint8Array.of(...good, ...good), 'schedule/trailing'],
  ['no changes', edited(small, 19, 0, 0, 0, 0).slice(0, 23), 'schedule/empty'],
  ['2^32 - 1 changes', edited(small, 19, ...HUGE), 'schedule/length'],
  ['2^32 - 1 environments', edited(small, ENVIRONMENT - 4, ...HUGE), 'schedule/length'],
  ['2^32 - 1 ranges', edited(small, -4 - 13 - 4, ...HUGE), 'schedule/length'],
  ['2^32 - 1 revocations', edited(small, -4, ...HUGE), 'schedule/length'],
  ['an environment of version 2', edited(small, ENVIRONMENT + 20, 2), 'schedule/malformed'],
  ['an environment with a space in a name', edited(small, ENVIRONMENT + 23, 0x20), 'schedule/malformed'],
  ['a name of no characters', edited(small, ENVIRONMENT + 22, 0), 'schedule/malformed'],
  ['a range of an environment that is not there', edited(small, -4 - 13, 1), 'schedule/unknown-environment'],
  ['state 0', edited(small, -4 - 9, 0), 'schedule/malformed'],
  ['state 6', edited(small, -4 - 9, 6), 'schedule/malformed'],
  ['an empty advisory', edited(good, -1 - 'EXAMPLE-2026-1'.length, 0), 'schedule/malformed'],
  ['an empty change', raw(begin, change(8n, {})), 'schedule/empty'],
  ['two changes of one session', raw(begin, { ...upgrade, decided: 0n }), 'schedule/past'],
  [
    'changes backwards in time',
    raw({ ...begin, decided: 9n, ranges: [at(hPlain, 'active', 9n)] }, upgrade),
    'schedule/past',
  ],
  [
    'an environment that is there already',
    raw(begin, change(8n, { environments: [plain], ranges: [at(hPlain, 'retired', 10n)] })),
    'schedule/environment-twice',
  ],
  ['an environment without a range', raw(begin, change(8n, { environments: [newer] })), 'schedule/no-range'],
  [
    'environments out of order',
    raw(change(0n, { environments: [high, low], ranges: [...actives].reverse() })),
    'schedule/order',
  ],
  ['ranges out of order', two({ ranges: [...actives].reverse() }), 'schedule/order'],
  [
    'revocations out of order',
    two({ ranges: actives, revocations: [revocation(hHigh, 5n), revocation(hLow, 5n)] }),
    'schedule/order',
  ],
  [
    'one environment revoked twice in a change',
    two({ ranges: actives, revocations: [revocation(hLow, 6n), revocation(hLow, 5n)] }),
    'schedule/order',
  ],
  [
    'overlapping ranges in a change',
    raw({ ...begin, ranges: [at(hPlain, 'active', 0n), at(hPlain, 'retired', 0n)] }),
    'schedule/overlap',
  ],
  [
    'overlapping ranges of two changes',
    raw(begin, upgrade, leave, change(21n, { ranges: [at(hPlain, 'retired', 40n)] })),
    'schedule/overlap',
  ],
  [
    'a range that shrinks another one',
    raw(begin, upgrade, leave, change(21n, { ranges: [at(hPlain, 'retired', 30n)] })),
    'schedule/shrinks',
  ],
  [
    'back to an earlier state',
    raw(begin, change(8n, { ranges: [at(hPlain, 'proving-open', 10n)] })),
    'schedule/state',
  ],
  ['the same state again', raw(begin, change(8n, { ranges: [at(hPlain, 'active', 10n)] })), 'schedule/state'],
  ['a range in the past', raw(begin, change(8n, { ranges: [at(hPlain, 'retired', 7n)] })), 'schedule/past'],
  [
    'a range in the same session',
    raw(begin, change(8n, { ranges: [at(hPlain, 'retired', 8n)] })),
    'schedule/too-soon',
  ],
  [
    'a range in the next session',
    raw(begin, change(8n, { ranges: [at(hPlain, 'retired', 9n)] })),
    'schedule/too-soon',
  ],
  [
    'a revocation in the past',
    raw(begin, change(8n, { revocations: [revocation(hPlain, 7n)] })),
    'schedule/past',
  ],
  [
    'a revocation in the next session',
    raw(begin, change(8n, { revocations: [revocation(hPlain, 9n)] })),
    'schedule/too-soon',
  ],
  [
    'a revoked environment comes back',
    raw(
      begin,
      change(8n, { revocations: [revocation(hPlain, 10n)] }),
      change(9n, { ranges: [at(hPlain, 'execute-only', 20n)] }),
    ),
    'schedule/revoked',
  ],
  [
    'a second revocation that is later',
    raw(
      begin,
      change(8n, { revocations: [revocation(hPlain, 10n)] }),
      change(9n, { revocations: [revocation(hPlain, 11n)] }),
    ),
    'schedule/revoked',
  ],
];

const EXTENSIONS: [old: string, extended: string, now: bigint, since: bigint][] = [
  ['one environment', 'an upgrade for two targets', 8n, 8n],
  ['one environment', 'an upgrade for two targets', 9n, 9n],
  ['one environment', 'an upgrade for two targets', 7n, 0n],
  ['one environment', 'one target is revoked', 30n, 1n],
  ['one environment', 'one environment', 100n, 100n],
  ['an upgrade for two targets', 'one environment', 8n, 0n],
  ['one environment', 'the largest numbers', 8n, 0n],
];

function codeOf(work: () => void): ErrorCode | 'extends' {
  try {
    work();
    return 'extends';
  } catch (error) {
    if (error instanceof VerifierError) return error.code;
    throw error;
  }
}

function named(name: string): Schedule {
  const schedule = GOOD[name];
  if (schedule === undefined) throw new Error(`there is no schedule ${name}`);
  return schedule;
}

/** What holds at a boundary: standings by hash, and what a contract with receipts for all, or the first alone, is. */
function sessionJson(schedule: Schedule, session: bigint): object {
  const all = [...schedule.environments.keys()];
  const contract = (receipts: string[]) => {
    const { fitness, version } = contractIn(schedule, session, receipts);
    return version === undefined ? { fitness } : { fitness, version };
  };
  return {
    session: `${session}`,
    environments: environmentsOf(schedule, session).map(({ hash, standing }) => [hash, standing]),
    contractWithAll: contract(all),
    contractWithTheFirst: contract(all.slice(0, 1)),
  };
}

const vectors = {
  environments: Object.entries({ plain, newer, arm, full, least }).map(([name, environment]) => ({
    name,
    hex: toHex(encodeEnvironment(environment)),
    hash: environmentHash(environment),
    json: environmentJson(environment),
  })),
  good: Object.entries(GOOD).map(([name, schedule]) => ({
    name,
    hex: toHex(encodeSchedule(schedule)),
    hash: scheduleHash(schedule),
    json: scheduleJson(schedule),
    sessions: boundariesOf(schedule).map((session) => sessionJson(schedule, session)),
  })),
  bad: BAD.map(([name, bytes, code]) => ({ name, hex: toHex(bytes), code })),
  extensions: EXTENSIONS.map(([old, extended, now, since]) => ({
    old,
    extended,
    now: `${now}`,
    since: `${since}`,
    result: codeOf(() => checkExtension(named(old), named(extended), { now, since })),
  })),
};
writeFileSync(
  new URL('../verifier/test/vectors/schedules.json', import.meta.url),
  `${JSON.stringify(vectors, null, 2)}\n`,
);
