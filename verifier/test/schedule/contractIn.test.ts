import { describe, expect, test } from 'vitest';
import { codeOf, of, simple } from '../../../testkit/made/schedules.js';
import { cellsAsked, contractIn, judge } from '../../src/schedule/index.js';

const [x36, hx36] = of('36.0.9', 'x86_64');
const [a36, ha36] = of('36.0.9', 'aarch64');
const [x48, hx48] = of('48.0.8', 'x86_64');
const [a48, ha48] = of('48.0.8', 'aarch64');
const [x48b, hx48b] = of('48.0.8', 'x86_64', { profile: new Uint8Array(32).fill(7) });

/** 36 from the start, 48 active from 10; 36 execute-only from 20, retired from 30. */
const upgrade = simple(
  { of: [x36, hx36], ranges: 'active 0, execute-only 20, retired 30' },
  { of: [a36, ha36], ranges: 'active 0, execute-only 20, retired 30' },
  { of: [x48, hx48], ranges: 'announced 2, proving-open 5, active 10' },
  { of: [a48, ha48], ranges: 'announced 2, proving-open 5, active 10' },
);
const names = (session: bigint, receipts: string[]) =>
  contractIn(upgrade, session, receipts).missing.map(({ version, target }) => `${version} ${target}`);

describe('a contract is fit', () => {
  test('when it has receipts for every target and active version that the schedule asks for', () => {
    expect(contractIn(upgrade, 5n, [hx36, ha36]).fitness).toBe('fit');
    expect(contractIn(upgrade, 10n, [hx36, ha36, hx48, ha48]).fitness).toBe('fit');
    expect(contractIn(upgrade, 20n, [hx48, ha48]).fitness).toBe('fit');
  });

  test('and not when one of them is missing', () => {
    expect(names(10n, [hx36, ha36, hx48])).toEqual(['wasmtime 48.0.8 aarch64']);
    expect(names(10n, [hx48, ha48])).toEqual(
      ['wasmtime 36.0.9 aarch64', 'wasmtime 36.0.9 x86_64'].sort(
        (a, b) => cells(10n).indexOf(a) - cells(10n).indexOf(b),
      ),
    );
    expect(names(5n, [])).toHaveLength(2);
  });

  const cells = (session: bigint) =>
    cellsAsked(upgrade, session).map(({ version, target }) => `${version} ${target}`);

  test('for nothing where the schedule asks for nothing', () => {
    const later = simple({ of: [x48, hx48], ranges: 'proving-open 0, active 5' });
    expect(contractIn(later, 0n, [hx48]).fitness).toBe('unproved');
    expect(contractIn(later, 5n, [hx48]).fitness).toBe('fit');
  });

  test('with a receipt for one of several environments of a target and version', () => {
    const either = simple({ of: [x48, hx48], ranges: 'active 0' }, { of: [x48b, hx48b], ranges: 'active 3' });
    expect(contractIn(either, 5n, [hx48]).environments.get('x86_64')).toBe(hx48);
    expect(contractIn(either, 5n, [hx48b]).fitness).toBe('fit');
    // With both, the one that became active last.
    expect(contractIn(either, 5n, [hx48, hx48b]).environments.get('x86_64')).toBe(hx48b);
    expect(contractIn(either, 2n, [hx48, hx48b]).environments.get('x86_64')).toBe(hx48);
  });
});

describe('the version that a contract runs under', () => {
  test('is the newest that it has receipts of for every target, the same on all of them', () => {
    expect(contractIn(upgrade, 10n, [hx36, ha36, hx48, ha48]).version).toBe('wasmtime 48.0.8');
    const half = contractIn(upgrade, 10n, [hx36, ha36, hx48]);
    expect([half.fitness, half.version]).toEqual(['behind', 'wasmtime 36.0.9']);
    expect([...half.environments]).toEqual(
      [...half.environments].filter(([target]) => ['x86_64', 'aarch64'].includes(target)),
    );
  });

  test('stays while it is execute-only', () => {
    const { fitness, version } = contractIn(upgrade, 25n, [hx36, ha36]);
    expect([fitness, version]).toEqual(['behind', 'wasmtime 36.0.9']);
  });
});

describe('a contract without a receipt for what is left', () => {
  const revoked = simple(
    { of: [x36, hx36], ranges: 'active 0', revoked: 8 },
    { of: [x48, hx48], ranges: 'active 0' },
  );

  test('is frozen: what was accepted under a revoked environment rests', () => {
    expect(contractIn(revoked, 7n, [hx36]).fitness).toBe('behind');
    expect(contractIn(revoked, 8n, [hx36]).fitness).toBe('frozen');
    expect(contractIn(revoked, 8n, [hx36]).version).toBeUndefined();
    expect(contractIn(upgrade, 30n, [hx36, ha36]).fitness).toBe('frozen');
  });

  test('runs on under a surviving one', () => {
    expect(contractIn(revoked, 8n, [hx36, hx48]).fitness).toBe('fit');
  });

  test('is unproved where nothing of it could ever run', () => {
    expect(contractIn(upgrade, 5n, []).fitness).toBe('unproved');
    expect(contractIn(upgrade, 5n, [hx48, ha48]).fitness).toBe('unproved');
  });

  test('is not disputed', () => {
    const rests = judge(revoked, { session: 8n, receipts: [hx36] }, 9n, 'x86_64');
    expect(rests).toEqual({ kind: 'rest', fitness: 'frozen' });
  });
});

describe('a candidate of an earlier session', () => {
  const candidate = (session: bigint, receipts = [hx36, ha36]) => ({ session, receipts });

  test("is judged by that session's environment, whatever came later", () => {
    for (const now of [5n, 10n, 20n, 30n, 1000n]) {
      expect(judge(upgrade, candidate(5n), now, 'x86_64')).toMatchObject({
        kind: 'execute',
        environment: hx36,
        sandboxed: now >= 30n,
      });
    }
    const all = [hx36, ha36, hx48, ha48];
    expect(judge(upgrade, candidate(9n, all), 25n, 'aarch64')).toMatchObject({ environment: ha36 });
    expect(judge(upgrade, candidate(10n, all), 25n, 'aarch64')).toMatchObject({ environment: ha48 });
  });

  test('is executed in the sandboxed runner where its environment was revoked since, and stays what it was', () => {
    const revoked = simple({ of: [x36, hx36], ranges: 'active 0', revoked: 8 });
    expect(judge(revoked, candidate(7n, [hx36]), 7n, 'x86_64')).toEqual({
      kind: 'execute',
      environment: hx36,
      sandboxed: false,
    });
    expect(judge(revoked, candidate(7n, [hx36]), 8n, 'x86_64')).toMatchObject({
      kind: 'execute',
      environment: hx36,
      sandboxed: true,
      revocation: { from: 8n, advisory: 'EXAMPLE-1' },
    });
  });

  test('of a version that does not run on this target makes a node abstain', () => {
    expect(judge(upgrade, candidate(5n), 5n, 'riscv64')).toEqual({ kind: 'abstain', target: 'riscv64' });
  });

  test('of a session to come is refused', () => {
    expect(codeOf(() => judge(upgrade, candidate(6n), 5n, 'x86_64'))).toBe('schedule/future');
  });
});

test('an environment that the schedule does not have is refused', () => {
  expect(codeOf(() => contractIn(upgrade, 5n, ['0'.repeat(64)]))).toBe('schedule/unknown-environment');
});
