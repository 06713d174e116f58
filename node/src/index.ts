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
