import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../testkit/made/schedules.js';
import { toHex } from '../../src/index.js';
import {
  checkExtension,
  contractIn,
  decodeEnvironment,
  decodeSchedule,
  encodeEnvironment,
  encodeSchedule,
  environmentHash,
  environmentSchema,
  environmentsOf,
  type Schedule,
  scheduleHash,
  scheduleOfJson,
} from '../../src/schedule/index.js';

interface Contract {
  fitness: string;
  version?: string;
}
interface Vectors {
  environments: { name: string; hex: string; hash: string; json: unknown }[];
  good: {
    name: string;
    hex: string;
    hash: string;
    json: unknown;
    sessions: {
      session: string;
      environments: [string, string][];
      contractWithAll: Contract;
      contractWithTheFirst: Contract;
    }[];
  }[];
  bad: { name: string; hex: string; code: string }[];
  extensions: { old: string; extended: string; now: string; since: string; result: string }[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../vectors/schedules.json', import.meta.url), 'utf8'),
) as Vectors;
const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('vectors that another implementation can follow', () => {
  test.each(vectors.environments)('environment: $name', ({ hex, hash, json }) => {
    const decoded = decodeEnvironment(bytes(hex));
    expect(toHex(encodeEnvironment(decoded))).toBe(hex);
    expect(environmentHash(decoded)).toBe(hash);
    expect(environmentSchema.parse(json)).toEqual(decoded);
  });

  test.each(vectors.good)('schedule: $name', ({ hex, hash, json, sessions }) => {
    const schedule = decodeSchedule(bytes(hex));
    expect(toHex(encodeSchedule(schedule))).toBe(hex);
    expect(scheduleHash(schedule)).toBe(hash);
    expect(scheduleOfJson(json)).toEqual(schedule);
    const all = [...schedule.environments.keys()];
    for (const { session, environments, contractWithAll, contractWithTheFirst } of sessions) {
      const found = environmentsOf(schedule, BigInt(session));
      expect(found.map((one) => [one.hash, one.standing])).toEqual(environments);
      expect(contractIn(schedule, BigInt(session), all)).toMatchObject(contractWithAll);
      expect(contractIn(schedule, BigInt(session), all.slice(0, 1))).toMatchObject(contractWithTheFirst);
    }
  });

  test.each(vectors.bad)('refused: $name', ({ hex, code }) => {
    expect(codeOf(() => decodeSchedule(bytes(hex)))).toBe(code);
  });

  const named = (wanted: string): Schedule =>
    decodeSchedule(bytes(vectors.good.find(({ name }) => name === wanted)?.hex ?? ''));
  test.each(vectors.extensions)(
    '$old, then $extended in session $now',
    ({ old, extended, now, since, result }) => {
      const times = { now: BigInt(now), since: BigInt(since) };
      const code = codeOf(() => checkExtension(named(old), named(extended), times));
      expect(code === 'accepted' ? 'extends' : code).toBe(result);
    },
  );
});

test('every rule of the decoder has bytes that break it', () => {
  const codes = new Set(vectors.bad.map(({ code }) => code));
  for (const rule of [
    'malformed',
    'version',
    'length',
    'trailing',
    'empty',
    'order',
    'unknown-environment',
    'environment-twice',
    'no-range',
    'overlap',
    'shrinks',
    'state',
    'past',
    'too-soon',
    'revoked',
  ]) {
    expect(codes).toContain(`schedule/${rule}`);
  }
});
