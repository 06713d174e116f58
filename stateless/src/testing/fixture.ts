import { TestChain, type TestChainOptions } from './testChain.js';

/** What a fixture gives to each test: a fork of its own, and what the set-up made. */
export type Fixture<Things> = Things & { chain: TestChain };

/**
 * A chain that is set up once, and of which each test gets a fork: what one test does is not there in the next.
 *
 *     const scene = fixture(async (chain) => {
 *       const token = chain.install(wasm);
 *       await chain.call(chain.account('alice'), token, input(0, 100n));
 *       return { token };
 *     });
 *     const { chain, token } = await scene();
 *     await scene.close(); // once, after all tests
 *
 * @param options as `TestChain.start`
 */
export function fixture<Things extends object>(
  setUp: (chain: TestChain) => Promise<Things>,
  options: TestChainOptions = {},
): { (): Promise<Fixture<Things>>; close(): Promise<void> } {
  let made: Promise<{ chain: TestChain; things: Things }> | undefined;
  const make = async () => {
    const chain = await TestChain.start(options);
    try {
      return { chain, things: await setUp(chain) };
    } catch (error) {
      await chain.close();
      throw error;
    }
  };
  const load = async () => {
    made ??= make();
    const { chain, things } = await made;
    return { ...things, chain: chain.fork() };
  };
  const close = async () => {
    const started = made;
    made = undefined;
    await started?.then(
      ({ chain }) => chain.close(),
      // Whoever loaded it was told.
      () => undefined,
    );
  };
  return Object.assign(load, { close });
}
