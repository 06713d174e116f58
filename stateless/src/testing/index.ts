/**
 * `@zkcwasm/stateless/testing`: tests of contracts. It needs no test runner; for Vitest there is
 * `@zkcwasm/stateless/testing/vitest`.
 *
 * @packageDocumentation
 */
export { type Field, fieldKey, input, mapKey, u64 } from '../contract/words.js';
export { TestAccount } from './account.js';
export { type Fixture, fixture } from './fixture.js';
export { type Bounds, type Found, matchers } from './matchers.js';
export { type BlockOutcome, Outcome } from './outcome.js';
export { type Call, type Contract, type Snapshot, TestChain, type TestChainOptions } from './testChain.js';
