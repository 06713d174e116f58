/**
 * `@zkcwasm/verifier/commands`: what the commands of all packages of zkcwasm have in common, for Node and commander. Options, how a
 * result or a refusal is printed, exit codes by `@zkcwasm/verifier/internal`, and the audit of a store. Other packages should not use
 * it: it may change with any version.
 *
 * @packageDocumentation
 */
export { anyOption } from './cli/anyOption.js';
export {
  type AuditJson,
  type AuditOptionValues,
  auditLines,
  auditOptions,
  auditPolicies,
  runAudit,
} from './cli/auditCommand.js';
export { exitAllWithUsage } from './cli/exitWithUsage.js';
export { orFail } from './cli/orFail.js';
export { policyJson, policyOption } from './cli/policyOption.js';
export { report } from './cli/report.js';
export { readSchedule, scheduleOption, sessionOption } from './cli/scheduleOption.js';
