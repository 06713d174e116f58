/**
 * `@zkcwasm/verifier/node`: what needs Node. Files, and the content-addressed store of what was accepted. Nothing native.
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
  judge as judgeReceipt,
} from './accept/accept.js';
export {
  type AcceptAggregateOptions,
  type AcceptedStatement,
  acceptAggregate,
} from './accept/acceptAggregate.js';
export { type AuditOptions, type AuditReport, auditStore, type Quarantined } from './accept/audit.js';
export { type BoundedBy, ENTRY_KINDS, type Entry, type EntryKind } from './accept/entry.js';
export { makeFolders, readPlain, syncFolder, writeSynced } from './accept/files.js';
export { type JudgedStatement, judgeEachStatement } from './accept/judgeEachStatement.js';
export { entryPath, isEntryPath } from './accept/layout.js';
export { type Found, listEntries } from './accept/listEntries.js';
export {
  type CheckedEntry,
  checkEntry,
  findEntries,
  MAX_ENTRY_BYTES,
  readEntry,
  type StoredEntry,
} from './accept/readEntry.js';
export { removeEntry, removePending } from './accept/removePending.js';
export { type EntryFiles, putEntry } from './accept/store.js';
export type { Withdrawn } from './accept/withdrawn.js';
export { BOUNDS_NEED, type BoundsNeed } from './policy/checkBounds.js';
export { readPolicy } from './policy/readPolicy.js';
export { fastSha256 as sha256 } from './util/fastSha256.js';
export { MAX_ARTIFACT_BYTES, MAX_WASM_BYTES } from './util/inputSizes.js';
export { readInput } from './util/readInput.js';
export { checkOutput, writeWhole } from './util/writeWhole.js';
