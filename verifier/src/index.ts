/**
 * `@zkcwasm/verifier`: checks receipts and accepts what they prove. Never imports the prover.
 *
 * @packageDocumentation
 */
export {
  type AcceptBoundsOptions,
  type Accepted,
  type AcceptOptions,
  acceptArtifact,
  acceptBounds,
  acceptRejected,
} from './accept/accept.js';
export {
  type AcceptAggregateOptions,
  type AcceptedStatement,
  acceptAggregate,
} from './accept/acceptAggregate.js';
export { type AuditOptions, type AuditReport, auditStore, type Quarantined } from './accept/audit.js';
export type { BoundedBy, Entry, EntryKind } from './accept/entry.js';
export {
  entryPath,
  findEntries,
  isEntryPath,
  MAX_ENTRY_BYTES,
  readEntry,
  type StoredEntry,
} from './accept/store.js';
export type { Withdrawn } from './accept/withdrawn.js';
export { type Aggregate, type FoldedStatement, MAX_AGGREGATED } from './aggregate/aggregate.js';
export { decodeAggregate } from './aggregate/decodeAggregate.js';
export { encodeAggregate } from './aggregate/encodeAggregate.js';
export { sortStatements } from './aggregate/encodeRows.js';
export { isAggregate } from './aggregate/isAggregate.js';
export { selectStatements } from './aggregate/selectStatements.js';
export {
  type VerifiedAggregate,
  type VerifiedStatement,
  type VerifyAggregateOptions,
  verifyAggregate,
  verifyAggregateOf,
} from './aggregate/verifyAggregate.js';
export { EXIT_CANCELLED, EXIT_REFUSED, EXIT_USAGE } from './cli/exitCodes.js';
export { visible, visibleError, visibleFields, visibleJson } from './cli/visible.js';
export {
  AggregationError,
  EnvironmentError,
  ERROR_CODES,
  type ErrorCode,
  ImageError,
  ImportsError,
  InputError,
  JournalError,
  MismatchError,
  PolicyError,
  ReceiptError,
  RegistryError,
  ScheduleError,
  SealError,
  StoreError,
  VerifierError,
  ZkcwasmError,
} from './errors/base.js';
export {
  type Aggregator,
  IMAGE_SOURCES,
  type Image,
  type ImageSource,
  imageListDigest,
  knownAggregators,
  knownImages,
} from './images.js';
export { type ImportList, MAX_IMPORT_ENTRIES, makeImportList, NO_IMPORTS } from './imports/importList.js';
export {
  type ImportPattern,
  type ImportPatternInput,
  importPatternText,
  parseImportPattern,
} from './imports/importPattern.js';
export { decodeJournal } from './journal/decodeJournal.js';
export { encodeLimits } from './journal/encodeEntries.js';
export { encodeJournal } from './journal/encodeJournal.js';
export {
  LIMIT_NAMES,
  type LimitName,
  METRIC_NAMES,
  type MetricName,
  type RejectReason,
} from './journal/ids.js';
export type { Blob, Journal, Outcome, Rejection } from './journal/journal.js';
export { BOUNDS_NEED, type BoundsNeed } from './policy/checkBounds.js';
export { type CountedRun, fixedPart, whyDisagree } from './policy/checkCount.js';
export { makePolicy, type Policy, type PolicyInput } from './policy/policy.js';
export { policyDigest } from './policy/policyDigest.js';
export { MAX_PRICE, type Price, type Priced, priceOf, priceOfRun } from './policy/price.js';
export { readPolicy } from './policy/readPolicy.js';
export { decodeReceipt } from './receipt/decodeReceipt.js';
export { encodeReceipt } from './receipt/encodeReceipt.js';
export { MAX_RECEIPT_BYTES, RECEIPT_VERSION, type Receipt } from './receipt/receipt.js';
export * from './registry/index.js';
// Environments and schedules.
export * from './schedule/index.js';
export type { AggregateVerdict, SealVerdict } from './seal/sealCheck.js';
export { type StatementJson, statementJson } from './statement.js';
export { fromHex, toHex } from './util/hex.js';
export { MAX_ARTIFACT_BYTES, MAX_WASM_BYTES } from './util/inputSizes.js';
export { readInput } from './util/readInput.js';
export { sha256 } from './util/sha256.js';
export { checkOutput, writeWhole } from './util/writeWhole.js';
export { type VerifiedReceipt, type VerifyOptions, verifyReceipt, verifyReceiptOf } from './verifyReceipt.js';
