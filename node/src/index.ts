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
