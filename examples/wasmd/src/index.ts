/**
 * A CosmWasm chain that takes a contract only where a receipt bounds its compilation.
 *
 * @packageDocumentation
 */
export { buildWasmd, cacheFolder } from './chain/build.js';
export { type Chain, type ChainOptions, startChain } from './chain/chain.js';
export { type Connection, connect, send } from './chain/connect.js';
export { type ChainFile, readChainFile } from './chain/identity.js';
export { freePort } from './chain/ports.js';
export { WASMD, WASMD_MAX_WASM_BYTES } from './chain/version.js';
export { type ContextParts, contextOf } from './context.js';
export { stampModule } from './developer/stamp.js';
export { type StoredCode, storeCode, storeCodeOwn } from './developer/storeCode.js';
export { ERROR_CODES, type ErrorCode, GateError } from './errors.js';
export { type Decision, Decisions } from './gatekeeper/decisions.js';
export { foldedStrength, LEAST_STRENGTH_BITS } from './gatekeeper/foldedStrength.js';
export { Gatekeeper, type GatekeeperOptions } from './gatekeeper/gatekeeper.js';
export { type GatePolicy, readGatePolicy } from './gatekeeper/gatePolicy.js';
export { grantCode, grantMessage } from './gatekeeper/grant.js';
export { type Gate, judge } from './gatekeeper/judge.js';
export { type Key, keyOf, makeKey, readKey } from './keys/key.js';
export { readSubmission, type Submission, submit } from './submission/submission.js';
