import { readFileSync } from 'node:fs';
import { describe, expect, test as plain } from 'vitest';
import wabt from 'wabt';
import { counter as counterFile } from '../../../testkit/statelessContracts.js';
import { fieldKey, input } from '../../src/testing/index.js';
import { contractTest } from '../../src/testing/vitest.js';
import { hasRunner } from '../support/world.js';

plain('the committed module is its text', async () => {
  const text = readFileSync(new URL('../../contracts/wat/counter.wat', import.meta.url), 'utf8');
  const module = (await wabt()).parseWat('counter.wat', text);
  expect(Buffer.compare(module.toBinary({}).buffer, counterFile.wasm)).toBe(0);
});

describe.skipIf(!hasRunner)('counter', () => {
  const test = contractTest(async (chain) => ({
    counter: chain.install(counterFile.wasm),
    a: chain.account('a'),
  }));

  test('adds, logs and returns the sum', async ({ scene: { chain, counter, a } }) => {
    await chain.call(a, counter, input(40n));
    const second = await chain.call(a, counter, input(2n));
    expect(second).toSucceed(42n);
    expect(second).toLog(counter, input(42n));
    expect(Buffer.compare(chain.state.get(fieldKey(counter.hash, 1n)), input(42n))).toBe(0);
  });

  test('takes one number, and no sum that does not fit', async ({ scene: { chain, counter, a } }) => {
    expect(await chain.call(a, counter, input(0, 1n))).toRevert('one number, please');
    await chain.call(a, counter, input(1n));
    const over = await chain.call(a, counter, input((1n << 256n) - 1n));
    expect(over).toRevert('it does not fit');
    expect(over).toChangeOnlyNonces();
  });
});
