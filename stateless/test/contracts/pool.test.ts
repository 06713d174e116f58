import { describe, expect } from 'vitest';
import { otherToken, pool as poolFile, token as tokenFile } from '../../../testkit/statelessContracts.js';
import { input } from '../../src/testing/index.js';
import { contractTest } from '../../src/testing/vitest.js';
import { hasRunner } from '../support/world.js';

describe.skipIf(!hasRunner)('pool', () => {
  const test = contractTest(async (chain) => {
    const [one, two] = [chain.install(tokenFile.wasm), chain.install(otherToken.wasm)];
    const pool = chain.install(poolFile.wasm);
    const [a, b] = [chain.account('a'), chain.account('b')];
    for (const which of [one, two]) {
      await chain.block(
        { from: a, to: which, input: input(0, 10_000n) },
        { from: a, to: which, input: input(2, b.id, 1_000n) },
        { from: a, to: which, input: input(3, pool.hash, 10_000n) },
        { from: b, to: which, input: input(3, pool.hash, 10_000n) },
      );
    }
    await chain.call(a, pool, input(0, one.hash, two.hash));
    expect(await chain.call(a, pool, input(1, 4_000n, 2_000n, 1n))).toSucceed(2_000n);
    return { one, two, pool, a, b };
  });

  test('what fails in it leaves both tokens as they were', async ({ scene: { chain, one, pool, b } }) => {
    const dear = await chain.call(b, pool, input(3, 0, 500n, 400n));
    expect(dear).toRevert('too little for it');
    expect(dear).toChangeOnlyNonces();
    const poor = await chain.call(b, pool, input(3, 0, 5_000n, 1n));
    expect(poor).toRevert('a token was not given');
    expect(poor).toChangeOnlyNonces();
    expect(await chain.view(b, one, input(1, b.id))).toSucceed(1_000n);
  });

  test('gives by its product, and all of it back', async ({ scene: { chain, one, two, pool, a, b } }) => {
    const got = (await chain.call(b, pool, input(3, 0, 500n, 1n))).number();
    expect(got).toBe((2_000n * 498n) / (4_000n + 498n));
    expect(await chain.view(b, two, input(1, b.id))).toSucceed(1_000n + got);
    const reserves = await chain.view(a, pool, input(4));
    expect(reserves.number(0) * reserves.number(1)).toBeGreaterThanOrEqual(8_000_000n);
    expect(await chain.call(a, pool, input(2, 2_000n, 0n, 0n))).toSucceed();
    for (const which of [one, two]) expect(await chain.view(a, which, input(1, pool.hash))).toSucceed(0n);
  });

  test('forks of one chain go their own ways', async ({ scene: { chain, pool, b } }) => {
    const there = chain.snapshot();
    const fork = chain.fork();
    const swap = input(3, 0, 500n, 1n);
    const here = await chain.call(b, pool, swap);
    expect((await fork.call(b, pool, swap)).toSnapshot()).toEqual(here.toSnapshot());
    chain.restore(there);
    expect((await chain.call(b, pool, input(3, 0, 400n, 1n))).number()).toBeLessThan(here.number());
    expect(Buffer.compare(chain.state.root(), fork.state.root())).not.toBe(0);
  });
});
