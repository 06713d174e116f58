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
  RuntimeApiError,
  SimulationError,
  StatementError,
} from './errors/base.js';
export * from './prechecking/index.js';
export type { Comparison } from './simulate/alternatives.js';
export { makeSettings, type Settings, type SettingsInput } from './simulate/settings.js';
export { type Simulation, simulate } from './simulate/simulate.js';
