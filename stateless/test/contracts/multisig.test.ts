import { describe, expect } from 'vitest';
import { token as tokenFile, multisig as walletFile } from '../../../testkit/statelessContracts.js';
import { input, u64 } from '../../src/testing/index.js';
import { contractTest } from '../../src/testing/vitest.js';
import { hasRunner } from '../support/world.js';

describe.skipIf(!hasRunner)('multisig', () => {
  const test = contractTest(async (chain) => {
    const [token, wallet] = [chain.install(tokenFile.wasm), chain.install(walletFile.wasm)];
    const [a, b, c] = [chain.account('a'), chain.account('b'), chain.account('c')];
    await chain.call(a, token, input(0, 100n));
    await chain.call(a, token, input(2, wallet.hash, 50n));
    return {
      token,
      wallet,
      a,
      b,
      c,
      give: (n: bigint) => input(token.hash, u64(500_000n), input(2, c.id, n)),
    };
  });

  test('no more have to agree than there are owners', async ({ scene: { chain, wallet, a, b } }) => {
    expect(await chain.call(a, wallet, input(0, 3, a.id, b.id))).toRevert('so many cannot agree');
  });

  test('calls when enough owners agree, once, and what they agreed on', async ({ scene }) => {
    const { chain, token, wallet, a, b, c, give } = scene;
    await chain.call(a, wallet, input(0, 2, a.id, b.id));
    expect(await chain.call(c, wallet, input(1, give(20n)))).toRevert('only an owner may');
    const proposal = (await chain.call(a, wallet, input(1, give(20n)))).output;
    const confirm = (call: Uint8Array) => input(2, proposal, call);
    expect(await chain.call(a, wallet, confirm(give(20n)))).toRevert('the owner has agreed already');
    expect(await chain.call(b, wallet, confirm(give(50n)))).toRevert('that was not proposed');
    expect(await chain.call(b, wallet, confirm(give(20n)))).toSucceed();
    expect(await chain.view(a, token, input(1, c.id))).toSucceed(20n);
    expect(await chain.call(b, wallet, confirm(give(20n)))).toRevert('the call was made');
  });
});
