/** Pre-checking: votes on code before it is used. `chain` is the chain's side, the rest is the node's. */
export * as chain from './chain/index.js';
export { type CodeHash, codeHash } from './codeHash.js';
export type { Asked } from './judge/asked.js';
export { type CheckCodeOptions, checkCode } from './judge/checkCode.js';
export { type NativeJudgeOptions, nativeJudge } from './judge/nativeJudge.js';
export type { Ground, IgnoredReceipt, Judge, Outcome, ProvedStatement } from './judge/outcome.js';
export {
  type CandidateVerdict,
  PREPARATION_ERROR_KINDS,
  PREPARATION_ERRORS,
  type PreparationError,
  type PreparationErrorKind,
  verdictOfPreparationFailure,
} from './judge/preparation.js';
export { type ProcessRunnerOptions, processRunner } from './judge/processRunner.js';
export {
  type LeftOpen,
  type ReceiptJudgeOptions,
  type ReceiptSource,
  receiptJudge,
} from './judge/receiptJudge.js';
export {
  LENIENT_LIMITS,
  PRECHECK_LIMITS,
  type PreparationLimits,
  type Runner,
  type RunnerJob,
  type RunnerResult,
} from './judge/runner.js';
export { prlimit, type WasmtimeRunnerOptions, wasmtimeRunner } from './judge/wasmtimeRunner.js';
export {
  type Keystore,
  memoryKeystore,
  type ValidatorKey,
  type VerifySignature,
  verifySr25519,
} from './keys.js';
export {
  decodeStatement,
  encodeStatement,
  STATEMENT_BYTES,
  type Statement,
  signingPayload,
} from './statement.js';
export type { RuntimeApi } from './subsystem/runtimeApi.js';
export {
  type Check,
  type LeavesUpdate,
  type Observer,
  PrecheckSubsystem,
  type SubsystemOptions,
} from './subsystem/subsystem.js';
export type { BlockHash } from './subsystem/view.js';
