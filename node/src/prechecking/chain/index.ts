/** The chain's side of pre-checking: a pure state machine. */
export { beginBlock, endBlock, type Genesis, genesis, newSession, type SessionChange } from './blocks.js';
export {
  type ChainConfiguration,
  MAX_CODE_SIZE,
  MIN_CODE_SIZE,
  makeConfiguration,
} from './configuration.js';
export { type ParaGenesis, scheduleOffboarding, scheduleOnboarding } from './onboarding.js';
export { acceptThreshold, rejectThreshold } from './quorum.js';
export type * from './state.js';
export { checkStatement, type Included, includeStatement, type PoolCode, poolCode } from './statements.js';
export type { ChainEvent, Step } from './step.js';
export { canUpgrade, noteNewHead, requestUpgrade, scheduleUpgrade } from './upgrades.js';
export { addTrustedCode, pendingVotes, pokeUnusedCode } from './votes.js';
