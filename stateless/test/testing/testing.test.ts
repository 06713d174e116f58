/** What the framework itself promises, with contracts that are functions here. */
import { afterAll, describe, expect, test } from 'vitest';
import type { Machine } from '../../src/host/machine.js';
import { fixture, input, matchers, TestChain } from '../../src/testing/index.js';
import '../../src/testing/vitest.js';
import { Scripted } from '../execute/scripted.js';

function scripted() {
  const machine = new Scripted();
  const writer = machine.add('writer', (world, bytes) => {
    world.set(1, bytes[0] ?? 0);
    world.log('written');
    if (bytes[1] === 1) throw new RangeError('undone');
  });
  const code = { find: async () => ({ kind: 'wasm' as const, bytes: new Uint8Array() }) };
  return { machine, code, writer };
}

describe('matchers', () => {
  const { machine, code, writer } = scripted();
  const outcome = async (...bytes: number[]) => {
    const chain = await TestChain.start({ machine, code });
    return chain.call(chain.account('a'), writer, Uint8Array.from(bytes));
  };

  test('say what they wanted and what there was', async () => {
    const [good, bad] = [await outcome(5), await outcome(5, 1)];
    const failures = (act: () => void) => {
      try {
        act();
      } catch (error) {
        return (error as Error).message;
      }
      return 'nothing thrown';
    };
    expect(failures(() => expect(bad).toSucceed())).toBe(
      'the call should return; it ended otherwise: reverted: ""',
    );
    expect(failures(() => expect(good).not.toSucceed())).toMatch('the call should not return');
    expect(failures(() => expect(good).toSucceed(4n))).toBe('the call should return 4; it returned nothing');
    expect(failures(() => expect(good).toRevert('x'))).toBe(
      'the call should revert with x; it ended: returned',
    );
    expect(failures(() => expect(good).toTrap())).toBe('the call should trap; it ended: returned');
    expect(failures(() => expect(good).toEndAs('no-code'))).toMatch('end as no-code');
    expect(failures(() => expect(bad).toLog(writer, Buffer.from('written')))).toMatch('it logged nothing');
    expect(failures(() => expect(good).toUseFuel({ atMost: 1 }))).toBe(
      `the call should use fuel of at most 1; it took ${good.fuelUsed}`,
    );
    expect(failures(() => expect(good).toHaveWitness({ atLeast: 10_000 }))).toMatch('at least 10000');
    expect(failures(() => expect(good).toChangeOnlyNonces())).toMatch('changed 2 keys');
    expect(bad).toChangeOnlyNonces();
    expect(good).toLog(writer, Buffer.from('written'));
    expect(() => matchers.toSucceed(7)).toThrow('this matcher is about the outcome of a call');
  });
});

describe('a fixture', () => {
  let setUps = 0;
  const scene = fixture(async (chain) => {
    setUps += 1;
    const { writer } = scripted();
    await chain.call(chain.account('a'), writer, input(1));
    return { writer };
  }, scripted());
  afterAll(() => scene.close());

  test.each([1, 2])('is set up once, and each test has its own fork (%i)', async () => {
    const { chain, writer } = await scene();
    expect([setUps, chain.number, chain.nonce(chain.account('a'))]).toEqual([1, 1n, 1n]);
    await chain.call(chain.account('a'), writer, input(2));
    expect(chain.number).toBe(2n);
  });
});

test('executors that differ are a fault of no contract', async () => {
  const { machine, code, writer } = scripted();
  let runs = 0;
  const odd: Machine = {
    execute: async (job, host) => {
      runs += 1;
      const result = await machine.execute(job, host);
      return runs === 2 ? { ...result, fuelLeft: result.fuelLeft - 1n } : result;
    },
  };
  const chain = await TestChain.start({ machine: odd, code });
  await expect(chain.call(chain.account('a'), writer, input(1))).rejects.toMatchObject({
    code: 'testing/executors-differ',
  });
  expect(chain.number).toBe(0n);
});
