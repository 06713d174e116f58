import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { measuredFigures } from '../../../testkit/measuredFigures.js';
import { MAX_CODE_SIZE } from '../../src/prechecking/chain/index.js';
import { type Alternative, compareAlternatives } from '../../src/simulate/alternatives.js';
import { makeCases } from '../../src/simulate/cases.js';
import { readFigures } from '../../src/simulate/figures.js';
import { makeNetwork } from '../../src/simulate/network.js';
import { makeRandom } from '../../src/simulate/random.js';
import type { Result } from '../../src/simulate/results.js';
import { type Mode, makeSettings, SCENARIOS, type ScenarioName } from '../../src/simulate/settings.js';
import { type Simulation, simulate } from '../../src/simulate/simulate.js';

const figures = readFigures();
let simulation: Simulation;
beforeAll(() => {
  simulation = simulate({ validators: 200, aarch64Share: 0.15 });
}, 300_000);

function results(scenario: ScenarioName, mode: Mode): Result[] {
  return simulation.results.filter((result) => result.scenario === scenario && result.mode === mode);
}

test('the measured figures are those of the committed measurements', () => {
  const committed = JSON.parse(readFileSync(new URL('../../data/measured.json', import.meta.url), 'utf8'));
  expect(committed).toEqual(measuredFigures(new URL('../../../', import.meta.url)));
});

test('the same settings give the same simulation, another seed another one', () => {
  const small = { validators: 40, scenarios: ['near-limit'] };
  const [once, again, other] = [simulate(small), simulate(small), simulate({ ...small, seed: 2 })];
  expect(JSON.stringify(again)).toBe(JSON.stringify(once));
  expect(other.results).not.toEqual(once.results);
});

test('honest contracts are accepted by all, in every mode', () => {
  for (const mode of ['native', 'receipts', 'receipts-only'] as const) {
    const all = results('honest', mode);
    expect(all).toHaveLength(figures.contracts.length);
    for (const { decision, split, noShows, against } of all) {
      expect({ decision, split, noShows, against }).toEqual({
        decision: 'accepted',
        split: 0,
        noShows: 0,
        against: 0,
      });
    }
  }
});

test('bombs near the limits split validators that compile, and none that want proofs', () => {
  const worst = (mode: Mode) => Math.max(...results('near-limit', mode).map(({ split }) => split));
  expect(worst('native')).toBeGreaterThan(0.2);
  // Receipts help nobody as long as validators compile where there is none.
  expect(worst('receipts')).toBe(worst('native'));
  expect(worst('receipts-only')).toBe(0);
  expect(results('near-limit', 'receipts-only').every(({ decision }) => decision === 'rejected')).toBe(true);
});

test('a module that is slow on a minority’s platform is accepted, and shuts the minority out', () => {
  const native = results('one-platform', 'native').filter(({ noShows }) => noShows > 0);
  expect(native.length).toBeGreaterThan(0);
  for (const { decision, hurt } of native) {
    expect(decision).toBe('accepted');
    expect(hurt.some((one) => one.hurt > 0)).toBe(true);
  }
  expect(
    results('one-platform', 'receipts-only').every(({ noShows, split }) => noShows === 0 && split === 0),
  ).toBe(true);
});

test('receipts that come after the wait: compiled natively, or refused', () => {
  const late = (mode: Mode) =>
    results('late-receipts', mode).filter(({ proofSeconds }) => proofSeconds > 600);
  expect(late('receipts').length).toBeGreaterThan(0);
  expect(late('receipts').every(({ decision }) => decision === 'accepted')).toBe(true);
  expect(late('receipts-only').every(({ decision }) => decision === 'rejected')).toBe(true);
  const inTime = results('late-receipts', 'receipts-only').filter(({ proofSeconds }) => proofSeconds < 500);
  expect(inTime.length).toBeGreaterThan(0);
  expect(inTime.every(({ decision, blocks }) => decision === 'accepted' && blocks > 2)).toBe(true);
});

test('after a revocation only votes by receipts rest on no revoked compiler', () => {
  const worst = (mode: Mode) =>
    Math.max(...results('revoked-version', mode).map(({ underRevoked }) => underRevoked));
  expect(worst('native')).toBeGreaterThan(worst('receipts'));
  expect(worst('receipts-only')).toBe(0);
});

test('with too many validators away a vote expires, and with more sessions it takes longer', () => {
  const settings = {
    validators: 60,
    offlineShare: 0.5,
    scenarios: ['honest'],
    modes: ['native'],
    sessionBlocks: 20,
  };
  for (const votingTtl of [1, 3]) {
    for (const { decision, sessions } of simulate({ ...settings, votingTtl }).results) {
      expect([decision, sessions]).toEqual(['expired', votingTtl]);
    }
  }
});

test('who judges late votes in a later session, and ballots of before do not count', () => {
  const settings = {
    validators: 60,
    scenarios: ['late-receipts'],
    modes: ['receipts-only'],
    sessionBlocks: 50,
    waitSeconds: 1e5,
    votingTtl: 9,
  };
  const all = simulate(settings).results;
  expect(all.every(({ decision }) => decision === 'accepted')).toBe(true);
  expect(Math.max(...all.map(({ sessions }) => sessions))).toBeGreaterThan(1);
});

test('every case fits into the chain', () => {
  for (const scenario of SCENARIOS) {
    const cases = makeCases(scenario, figures);
    expect(
      cases.every(({ bytes }) => bytes > 0 && bytes <= MAX_CODE_SIZE),
      scenario,
    ).toBe(true);
    expect(new Set(cases.map(({ name, block }) => `${name} ${block}`)).size).toBe(cases.length);
  }
});

test('ballots and online validators add up', () => {
  const online = makeNetwork(simulation.settings, figures).filter((validator) => validator.online).length;
  for (const one of simulation.results) {
    expect(one.for + one.against + one.silent, one.case).toBe(online);
    expect(one.judgedFor + one.judgedAgainst).toBe(online);
    expect(one.hurt.reduce((sum, { validators }) => sum + validators, 0)).toBe(online);
    expect(one.hurt.reduce((sum, { hurt }) => sum + hurt, 0)).toBe(one.noShows);
  }
});

test('ways side by side: what the figures say', () => {
  const all = compareAlternatives(makeSettings({ watchers: 3, watcherReliability: 0.5 }), figures);
  const sizes = figures.contracts.map(({ bytes }) => bytes).sort((a, b) => a - b);
  expect(all.map(({ bytes }) => bytes)).toEqual([sizes[0], sizes[sizes.length >> 1], sizes.at(-1)]);
  const [small, middle, large] = all.map(({ rows }) => rows) as [Alternative[], Alternative[], Alternative[]];
  // What is proved or compiled costs more for more code; who waits for a challenge waits as long for any.
  for (const [i, { name, latencySeconds, price, validatorSeconds }] of middle.entries()) {
    expect(small[i]?.name).toBe(name);
    expect(small[i]?.price).toBeLessThan(price);
    expect(small[i]?.latencySeconds).toBeLessThanOrEqual(latencySeconds);
    expect(large[i]?.latencySeconds).toBeGreaterThanOrEqual(latencySeconds);
    expect(large[i]?.validatorSeconds).toBeGreaterThanOrEqual(validatorSeconds);
  }
  for (const { whoPays, trust, remains, basis } of all.flatMap(({ rows }) => rows)) {
    for (const words of [whoPays, trust, remains, basis]) expect(words.length).toBeGreaterThan(7);
  }
  const { rows, missedFault } = all[1] as (typeof all)[number];
  const row = (name: string) => rows.find((one) => one.name.startsWith(name)) as (typeof rows)[number];
  expect(missedFault).toBe(0.125);
  expect(row('fault proofs').latencySeconds).toBeGreaterThan(6 * 86_400);
  expect(row('receipts, artifact').latencySeconds).toBeLessThan(row('fault proofs').latencySeconds);
  expect(row('linear time: Winch').runFactor).toBeGreaterThan(1);
  expect(row('linear time: PolkaVM').validatorSeconds).toBeLessThan(
    row('linear time: Winch').validatorSeconds,
  );
  expect(row('receipts, artifact').price).toBeGreaterThan(row('native').price);
});

test('random numbers: the same for a seed, different for streams, in their ranges', () => {
  const take = (seed: number, stream: number) => {
    const random = makeRandom(seed, stream);
    return Array.from({ length: 1000 }, () => random.uniform());
  };
  expect(take(1, 0)).toEqual(take(1, 0));
  expect(take(1, 0)).not.toEqual(take(1, 1));
  expect(take(1, 0)).not.toEqual(take(2, 0));
  expect(take(1, 0).every((value) => value >= 0 && value < 1)).toBe(true);
  const random = makeRandom(7, 0);
  const normal = Array.from({ length: 4000 }, () => random.normal());
  expect(Math.abs(normal.reduce((a, b) => a + b) / 4000)).toBeLessThan(0.1);
});

test('settings that are none are refused with one typed error', () => {
  const wrong = [
    null,
    3,
    'x',
    [],
    { validators: 0 },
    { validators: 1e9 },
    { validators: '3' },
    { seed: -1 },
    { seed: 1.5 },
  ];
  const more = [
    { scenarios: [] },
    { scenarios: ['none'] },
    { modes: ['native', 'native'] },
    { aarch64Share: 2 },
    { unknown: 1 },
    { waitSeconds: Number.NaN },
  ];
  for (const settings of [...wrong, ...more]) {
    expect(() => makeSettings(settings), JSON.stringify(settings)).toThrow(
      expect.objectContaining({ code: 'simulation/settings' }),
    );
  }
  fc.assert(
    fc.property(fc.anything(), (settings) => {
      try {
        makeSettings(settings);
      } catch (error) {
        expect((error as { code: string }).code).toBe('simulation/settings');
      }
    }),
  );
});

test('data files that are not there are told', () => {
  expect(() => readFigures(new URL('file:///no/such/folder/'))).toThrow(
    expect.objectContaining({ code: 'simulation/data' }),
  );
});

test('every figure comes from a file: another file gives another simulation', () => {
  const settings = { validators: 30, scenarios: ['near-limit', 'honest'] };
  const before = JSON.stringify(simulate(settings).results);
  const other = structuredClone(figures);
  other.assumed.timeNoise.value = 0.4;
  expect(JSON.stringify(simulate(settings, other).results)).not.toBe(before);
  for (const [name, { value, unit, why }] of Object.entries(figures.assumed)) {
    expect([value > 0, unit.length > 2, why.length > 10], name).toEqual([true, true, true]);
    expect(simulate({ validators: 1, scenarios: ['honest'] }).sources[name]).toContain(why);
  }
  const dear = structuredClone(figures);
  dear.prices.networkProof *= 100;
  const price = (from: typeof figures) =>
    compareAlternatives(makeSettings(), from)[0]?.rows.find(({ name }) => name.startsWith('receipts'))?.price;
  expect(price(dear)).toBeGreaterThan(10 * (price(figures) ?? 0));
});
