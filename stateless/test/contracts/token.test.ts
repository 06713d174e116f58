import { describe, expect } from 'vitest';
import { token as tokenFile } from '../../../testkit/statelessContracts.js';
import { input, mapKey } from '../../src/testing/index.js';
import { contractTest } from '../../src/testing/vitest.js';
import { hasRunner } from '../support/world.js';

describe.skipIf(!hasRunner)('token', () => {
  const test = contractTest(async (chain) => {
    const token = chain.install(tokenFile.wasm);
    const [a, b, c] = [chain.account('a'), chain.account('b'), chain.account('c')];
    expect(await chain.call(a, token, input(0, 100n))).toSucceed();
    return { token, a, b, c };
  });

  test('begins once', async ({ scene: { chain, token, b } }) => {
    const again = await chain.call(b, token, input(0, 100n));
    expect(again).toRevert('the token has begun');
    expect(again).toChangeOnlyNonces();
  });

  test('keeps its supply, and no one spends what is another’s', async ({
    scene: { chain, token, a, b, c },
  }) => {
    const given = await chain.call(a, token, input(2, b.id, 30n));
    expect(given).toSucceed(new Uint8Array());
    expect(given).toLog(token, input(2, a.id, b.id, 30n));
    expect(await chain.call(b, token, input(2, a.id, 31n))).toRevert('not so much is there');
    expect(await chain.call(c, token, input(4, b.id, c.id, 1n))).toRevert('not so much is allowed');
    expect(await chain.call(b, token, input(3, c.id, 10n))).toSucceed();
    expect(await chain.call(c, token, input(4, b.id, c.id, 7n))).toSucceed();
    expect(await chain.view(a, token, input(5, b.id, c.id))).toSucceed(3n);
    expect(await chain.call(a, token, input(2, a.id, 70n))).toSucceed();
    const balances = [];
    for (const { id } of [a, b, c]) balances.push((await chain.view(a, token, input(1, id))).number());
    expect(balances).toEqual([70n, 23n, 7n]);
    expect(await chain.view(a, token, input(6))).toSucceed(100n);
  });

  test('takes inputs of the right length alone', async ({ scene: { chain, token, a } }) => {
    expect(await chain.call(a, token, input(1))).toRevert('the input is too short');
    expect(await chain.call(a, token, input(6, 0))).toRevert('the input is too long');
    expect(await chain.call(a, token, input(9))).toRevert('there is no such function');
  });

  test('costs little fuel and a small witness', async ({ scene: { chain, token, a, b } }) => {
    const given = await chain.call(a, token, input(2, b.id, 1n));
    expect(given).toUseFuel({ atLeast: 20_000, atMost: 60_000 });
    expect(given).toHaveWitness({ atMost: 600 });
    expect(given.toSnapshot()).toMatchObject({ status: 'returned', keysChanged: 3 });
  });

  test('is where the contract library says', async ({ scene: { chain, token, a } }) => {
    const balance = chain.state.get(mapKey(token.hash, 6n, a.id));
    expect(BigInt(`0x${Buffer.from(balance).toString('hex')}`)).toBe(100n);
  });
});
