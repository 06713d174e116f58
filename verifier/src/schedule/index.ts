/** Environments by session; docs/reference/environments.md. All but what verifies receipts runs without Node. */
export {
  type CoverageReport,
  type CoveredContract,
  coverageOf,
  type NamedReceipt,
} from '../coverage/coverage.js';
export { environmentsProved, type Proved } from '../coverage/environmentsProved.js';
export {
  policiesOf,
  policyUnder,
  policyUnderStatement,
  type UnderEnvironment,
} from '../coverage/policyUnder.js';
export { policyOf } from '../policy/policyOf.js';
export * from './portable.js';
