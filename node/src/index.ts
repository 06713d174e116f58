/**
 * `@zkcwasm/node`: what a node does with receipts. Never imports the prover.
 *
 * @packageDocumentation
 */
export {
  ChainError,
  ERROR_CODES,
  type ErrorCode,
  NodeError,
  NodeStoreError,
  RegistryFolderError,
  RuntimeApiError,
  SimulationError,
  StatementError,
} from './errors/base.js';
export * from './prechecking/index.js';
export { auditRegistry, type RegistryAudit } from './registry/auditRegistry.js';
export { recordAccepted } from './registry/recordAccepted.js';
export type { RegistryState } from './registry/records.js';
export { openRegistry, type Registry } from './registry/registry.js';
export type { Comparison } from './simulate/alternatives.js';
export { makeSettings, type Settings, type SettingsInput } from './simulate/settings.js';
export { type Simulation, simulate } from './simulate/simulate.js';
export type { Acceptance } from './store/acceptances.js';
export { acceptInto, type Judged, judgeUnder, type Rules } from './store/acceptInto.js';
export { type Collected, type CollectOptions, collect, goneIn } from './store/collect.js';
export {
  type HeldEntry,
  type KnownEntry,
  NodeStore,
  type NodeStoreOptions,
  type Wanted,
} from './store/nodeStore.js';
