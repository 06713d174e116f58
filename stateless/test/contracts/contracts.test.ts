/** What the example contracts promise. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { valueNumber } from '../../src/execute/cell.js';
import { executeStateful } from '../../src/execute/executors.js';
import { KeyedBackend } from '../../src/keyed/keyedBackend.js';
import type { FullState } from '../../src/proof/backend.js';
import { Runner } from '../../src/runner/runner.js';
import { type Contract, input, multisig, otherToken, pool, token, u64 } from '../support/contracts.js';
import { Account, block, environment, hasRunner } from '../support/world.js';

describe.skipIf(!hasRunner)('contracts', () => {
  let runner: Runner;
  beforeAll(async () => {
    runner = await Runner.start();
  });
  afterAll(() => runner.close());

  class Chain {
    state: FullState = new KeyedBackend().build(new Map());
    number = 0n;
    async call(who: Account, contract: Contract, bytes: Uint8Array) {
      this.number += 1n;
      const one = block(this.number, who.call(contract, bytes));
      const { post, receipts } = await executeStateful(this.state, one, environment(runner));
      this.state = post;
      const [receipt] = receipts;
      if (receipt === undefined) throw new Error('no receipt');
      return { ...receipt, text: Buffer.from(receipt.output).toString() };
    }
    async number_(who: Account, contract: Contract, bytes: Uint8Array): Promise<bigint> {
      return valueNumber((await this.call(who, contract, bytes)).output.subarray(0, 32));
    }
  }
  const people = () => [new Account('a'), new Account('b'), new Account('c')] as [Account, Account, Account];

  test('a token keeps its supply, and no one spends what is another’s', async () => {
    const chain = new Chain();
    const [a, b, c] = people();
    await chain.call(a, token, input(0, 100n));
    expect(await chain.call(b, token, input(0, 100n))).toMatchObject({
      status: 'reverted',
      text: 'the token has begun',
    });
    expect((await chain.call(a, token, input(2, b.id, 30n))).status).toBe('returned');
    expect(await chain.call(b, token, input(2, a.id, 31n))).toMatchObject({ text: 'not so much is there' });
    expect(await chain.call(c, token, input(4, b.id, c.id, 1n))).toMatchObject({
      text: 'not so much is allowed',
    });
    await chain.call(b, token, input(3, c.id, 10n));
    expect((await chain.call(c, token, input(4, b.id, c.id, 7n))).status).toBe('returned');
    expect(await chain.number_(a, token, input(5, b.id, c.id))).toBe(3n);
    expect((await chain.call(a, token, input(2, a.id, 70n))).status).toBe('returned');
    const balances = [];
    for (const { id } of [a, b, c]) balances.push(await chain.number_(a, token, input(1, id)));
    expect(balances).toEqual([70n, 23n, 7n]);
    expect(await chain.call(a, token, input(1))).toMatchObject({ text: 'the input is too short' });
    expect(await chain.call(a, token, input(6, 0))).toMatchObject({ text: 'the input is too long' });
  });

  test('a pool gives by its product, and what fails in it leaves both tokens as they were', async () => {
    const chain = new Chain();
    const [a, b] = people();
    for (const which of [token, otherToken]) {
      await chain.call(a, which, input(0, 10_000n));
      await chain.call(a, which, input(2, b.id, 1_000n));
      for (const who of [a, b]) await chain.call(who, which, input(3, pool.hash, 10_000n));
    }
    await chain.call(a, pool, input(0, token.hash, otherToken.hash));
    expect(await chain.number_(a, pool, input(1, 4_000n, 2_000n, 1n))).toBe(2_000n);
    const root = Buffer.from(chain.state.root()).toString('hex');
    expect(await chain.call(b, pool, input(3, 0, 500n, 400n))).toMatchObject({ text: 'too little for it' });
    expect(await chain.call(b, pool, input(3, 0, 5_000n, 1n))).toMatchObject({
      text: 'a token was not given',
    });
    expect(Buffer.from(chain.state.root()).toString('hex')).not.toBe(root); // Nonces.
    expect(await chain.number_(b, token, input(1, b.id))).toBe(1_000n);
    const got = await chain.number_(b, pool, input(3, 0, 500n, 1n));
    expect(got).toBe((2_000n * 498n) / (4_000n + 498n));
    expect(await chain.number_(b, otherToken, input(1, b.id))).toBe(1_000n + got);
    const { output } = await chain.call(a, pool, input(4));
    const [x, y] = [valueNumber(output.subarray(0, 32)), valueNumber(output.subarray(32, 64))];
    expect(x * y).toBeGreaterThanOrEqual(8_000_000n);
    expect((await chain.call(a, pool, input(2, 2_000n, 0n, 0n))).status).toBe('returned');
    expect(await chain.number_(a, token, input(1, pool.hash))).toBe(0n);
    expect(await chain.number_(a, otherToken, input(1, pool.hash))).toBe(0n);
  });

  test('a wallet calls when enough owners agree, once, and what they agreed on', async () => {
    const chain = new Chain();
    const [a, b, c] = people();
    await chain.call(a, token, input(0, 100n));
    await chain.call(a, token, input(2, multisig.hash, 50n));
    expect(await chain.call(a, multisig, input(0, 3, a.id, b.id))).toMatchObject({
      text: 'so many cannot agree',
    });
    await chain.call(a, multisig, input(0, 2, a.id, b.id));
    const call = input(token.hash, u64(500_000n), input(2, c.id, 20n));
    expect(await chain.call(c, multisig, input(1, call))).toMatchObject({ text: 'only an owner may' });
    const { output: proposal } = await chain.call(a, multisig, input(1, call));
    expect(await chain.call(a, multisig, input(2, proposal, call))).toMatchObject({
      text: 'the owner has agreed already',
    });
    const other = input(token.hash, u64(500_000n), input(2, c.id, 50n));
    expect(await chain.call(b, multisig, input(2, proposal, other))).toMatchObject({
      text: 'that was not proposed',
    });
    expect((await chain.call(b, multisig, input(2, proposal, call))).status).toBe('returned');
    expect(await chain.number_(a, token, input(1, c.id))).toBe(20n);
    expect(await chain.call(b, multisig, input(2, proposal, call))).toMatchObject({
      text: 'the call was made',
    });
  });
});
