/**
 * `@zkcwasm/verifier`: checks receipts, anywhere that JavaScript runs. No file, no network, nothing native, and never the
 * prover. What needs Node is in `@zkcwasm/verifier/node` (store, files), proofs about registries are in
 * `@zkcwasm/verifier/registry`, and what only the makers of receipts need is in `@zkcwasm/verifier/internal`.
 *
 * @packageDocumentation
 */

// To decode: what bytes say, unverified.
export { type Aggregate, type FoldedStatement, MAX_AGGREGATED } from './aggregate/aggregate.js';
export { decodeAggregate } from './aggregate/decodeAggregate.js';
export { isAggregate } from './aggregate/isAggregate.js';
export { selectStatements } from './aggregate/selectStatements.js';
// To verify: bytes and a policy → what they prove, or one typed error.
export type {
  VerifiedAggregate,
  VerifiedStatement,
  VerifyAggregateOptions,
} from './aggregate/verifyAggregate.js';
export { verifyAggregate, verifyAggregateOf } from './aggregate/verifyAggregate.js';
export { checkArtifact } from './checkArtifact.js';
// Errors: one tree, each with a stable code.
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
// Policies: what is trusted and what is wanted.
export {
  type Aggregator,
  IMAGE_SOURCES,
  type Image,
  type ImageSource,
  imageListDigest,
  knownAggregators,
  knownImages,
} from './images.js';
export { type ImportList, makeImportList } from './imports/importList.js';
export type { ImportPattern, ImportPatternInput } from './imports/importPattern.js';
export { decodeJournal } from './journal/decodeJournal.js';
export {
  LIMIT_NAMES,
  type LimitName,
  METRIC_NAMES,
  type MetricName,
  type RejectReason,
} from './journal/ids.js';
export type { Blob, Journal, Outcome, Rejection } from './journal/journal.js';
export { parsePolicy } from './policy/parsePolicy.js';
export { makePolicy, type Policy, type PolicyInput } from './policy/policy.js';
export { policyDigest } from './policy/policyDigest.js';
export { type Price, type Priced, priceOf } from './policy/price.js';
export { decodeReceipt } from './receipt/decodeReceipt.js';
export { MAX_RECEIPT_BYTES, type Receipt } from './receipt/receipt.js';
export type { AggregateVerdict, SealVerdict } from './seal/sealCheck.js';

// The statement as JSON, and digests as text.
export { type StatementJson, statementJson } from './statement.js';
export { toHex } from './util/hex.js';
export { type VerifiedReceipt, type VerifyOptions, verifyReceipt, verifyReceiptOf } from './verifyReceipt.js';
