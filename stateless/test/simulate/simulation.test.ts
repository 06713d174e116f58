import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import { SupervisedRunner } from '../../src/runner/supervisedRunner.js';
import { checkNonces, checkReceipts, checkSupply } from '../../src/simulate/invariants.js';
import { Scene } from '../../src/simulate/scene.js';
import { makeSettings } from '../../src/simulate/settings.js';
import { Simulation } from '../../src/simulate/simulation.js';
import { keyText } from '../../src/util/bytes.js';
import { hasRunner } from '../support/world.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateless-simulation-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = makeSettings({
  seed: 'slice',
  accounts: 12,
  reorganisations: 0.2,
  crashes: 0.6,
  damageEvery: 5,
});
const codeOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'nothing thrown';
};

async function run(name: string, steps: number) {
  const simulation = await Simulation.open(join(folder, name), settings);
  try {
    while (simulation.step < steps) await simulation.advance();
    return { root: keyText(simulation.head.root), tally: simulation.tally };
  } finally {
    await simulation.close();
  }
}

describe.skipIf(!hasRunner)('a simulation', () => {
  test('comes to the same root in one run and in several, through crashes and reorganisations', async () => {
    const whole = await run('whole', 40);
    const { tally } = whole;
    expect(tally.blocks).toBe(40);
    expect(tally.reorganisations).toBeGreaterThan(0);
    for (const part of ['runner', 'ledger', 'node', 'watcher'] as const) {
      expect(tally.crashes[part], part).toBeGreaterThan(0);
    }
    for (const status of ['returned', 'reverted', 'trapped'])
      expect(tally.statuses[status]).toBeGreaterThan(0);
    expect(tally.nodesLeftOut).toBeGreaterThan(0);
    for (const steps of [13, 27]) await run('parts', steps);
    expect((await run('parts', 40)).root).toBe(whole.root);
  }, 600_000);

  test('goes on after its own process was killed at any moment', async () => {
    const whole = await run('whole', 12);
    const main = fileURLToPath(new URL('./killed.ts', import.meta.url));
    for (let kills = 0; kills < 3; kills += 1) {
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', main, join(folder, 'killed'), JSON.stringify(settings)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const ended = new Promise((resolve) => child.once('close', resolve));
      await new Promise<void>((resolve) => {
        let lines = 0;
        child.stdout.on('data', () => {
          lines += 1;
          if (lines >= 2) setTimeout(resolve, 13 * kills);
        });
      });
      child.kill('SIGKILL');
      await ended;
    }
    expect((await run('killed', 12)).root).toBe(whole.root);
  }, 600_000);

  test('names the seed and the step of a fault', async () => {
    const simulation = await Simulation.open(join(folder, 'faulty'), settings);
    try {
      Object.defineProperty(simulation.scene, 'supply', { value: 1n });
      await expect(simulation.advance()).rejects.toMatchObject({
        code: 'simulation/invariant',
        message: expect.stringContaining('(seed "slice", step 1)'),
      });
    } finally {
      await simulation.close();
    }
  }, 60_000);

  test('refuses a folder that was begun with other settings', async () => {
    await run('one', 1);
    const other = Simulation.open(join(folder, 'one'), { ...settings, seed: 'another' });
    await expect(other).rejects.toMatchObject({ code: 'simulation/settings' });
  }, 60_000);

  test('a runner that was killed is another one for the next call', async () => {
    const machine = await SupervisedRunner.start();
    const first = await machine.pid();
    process.kill(first as number, 'SIGKILL');
    const job = { code: new Uint8Array(32), origin: new Uint8Array(32), environment: new Uint8Array(32) };
    const host = {
      get: () => new Uint8Array(32),
      set: () => undefined,
      log: () => undefined,
      enter: () => undefined,
      leave: () => undefined,
      code: async () => undefined,
    };
    const call = () =>
      machine.execute({ ...job, block: 1n, index: 0n, fuel: 1000n, input: new Uint8Array() }, host);
    await expect(call()).rejects.toMatchObject({ code: 'runner/failed' });
    expect((await call()).status).toBe('no-code');
    expect(await machine.pid()).not.toBe(first);
    await machine.close();
    await expect(call()).rejects.toMatchObject({ code: 'runner/failed' });
  }, 60_000);
});

describe('invariants', () => {
  const scene = new Scene(3);
  const state = new KeyedBackend().build(scene.genesis());

  test('hold at the beginning, and find a token too many, a nonce too few, fuel too much', () => {
    checkSupply(scene, state);
    const [a] = scene.accounts;
    if (a === undefined) throw new Error('no account');
    const one = Buffer.concat([Buffer.alloc(31), Buffer.of(1)]);
    const more = state.apply(new Map([[keyText(scene.balanceKey(1, a.id)), one]]));
    expect(codeOf(() => checkSupply(scene, more))).toBe('simulation/invariant');
    const transaction = a.sign({ nonce: 0n, to: scene.pool.hash, fuel: 10n, input: new Uint8Array() }, one);
    expect(codeOf(() => checkNonces(state, state, [transaction]))).toBe('simulation/invariant');
    const receipt = { status: 'returned' as const, output: one, fuelUsed: 11n, logs: [], trap: '' };
    expect(codeOf(() => checkReceipts([transaction], [receipt]))).toBe('simulation/invariant');
    expect(codeOf(() => makeSettings({ crashes: 2 }))).toBe('simulation/settings');
  });
});
