/**
 * `@zkcwasm/stateless/testing/vitest`: the matchers with their types, and tests with a chain in their context.
 *
 *     import { contractTest } from '@zkcwasm/stateless/testing/vitest';
 *     const test = contractTest(async (chain) => ({ token: chain.install(wasm) }));
 *     test('begins once', async ({ scene: { chain, token } }) => {
 *       expect(await chain.call(chain.account('a'), token, input(0, 1n))).toSucceed();
 *     });
 *
 * @packageDocumentation
 */
import { afterAll, expect, type TestAPI, test } from 'vitest';
import type { Status } from '../host/api.js';
import { type Fixture, fixture } from './fixture.js';
import { type Bounds, matchers } from './matchers.js';
import type { TestChain, TestChainOptions } from './testChain.js';

interface ContractMatchers<R = unknown> {
  toSucceed(output?: Uint8Array | bigint): R;
  toRevert(reason?: string | RegExp): R;
  toTrap(reason?: string | RegExp): R;
  toEndAs(status: Status): R;
  toLog(contract: { hash: Uint8Array }, data: Uint8Array): R;
  toUseFuel(bounds: Bounds): R;
  toHaveWitness(bounds: Bounds): R;
  toChangeOnlyNonces(): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own signature, which a declaration must repeat
  interface Assertion<T = any> extends ContractMatchers<T> {}
  interface AsymmetricMatchersContaining extends ContractMatchers {}
}

expect.extend(matchers);

/** `test` whose context has `scene`: a fork of the chain that was set up once for the file, and what the set-up made. */
export function contractTest<Things extends object>(
  setUp: (chain: TestChain) => Promise<Things>,
  options: TestChainOptions = {},
): TestAPI<{ scene: Fixture<Things> }> {
  const load = fixture(setUp, options);
  afterAll(() => load.close());
  return test.extend<{ scene: Fixture<Things> }>({
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern what a fixture needs
    scene: async ({}, use) => {
      await use(await load());
    },
  }) as TestAPI<{ scene: Fixture<Things> }>;
}
