/**
 * `@zkcwasm/stateless`: state proofs, and executors of accepted contracts with a state and without one.
 *
 * @packageDocumentation
 */
export {
  type Block,
  blockId,
  decodeBlock,
  encodeBlock,
  MAX_BLOCK_BYTES,
  MAX_TRANSACTIONS,
} from './chain/block.js';
export { type Log, receiptsDigest, type TransactionReceipt } from './chain/receipt.js';
export {
  checkSignature,
  decodeTransaction,
  encodeTransaction,
  MAX_INPUT_BYTES,
  signTransaction,
  type Transaction,
  transactionId,
} from './chain/transaction.js';
export { type Code, type CodeSource, UnprovedCode } from './code/codeSource.js';
export { type StoreCodeOptions, StoreCodeSource } from './code/storeCodeSource.js';
export {
  BlockError,
  CodeError,
  ERROR_CODES,
  type ErrorCode,
  ProofError,
  RunnerError,
  StateError,
  StatelessError,
} from './errors/base.js';
export { cellKey, nonceKey, numberValue, valueNumber } from './execute/cell.js';
export { type Environment, INPUT_BYTE_FUEL, TRANSACTION_FUEL } from './execute/environment.js';
export { type Executed, type ExecutedFully, executeStateful, executeStateless } from './execute/executors.js';
export { type BlockRun, runBlock } from './execute/runBlock.js';
export {
  HOST_API_VERSION,
  HOST_FUNCTIONS,
  HOST_IMPORTS,
  HOST_MODULE,
  hostImportList,
  MAX_CALL_BYTES,
  STATUSES,
  type Status,
} from './host/api.js';
export { type Host, type Job, type JobResult, type Machine, SLOT_KINDS } from './host/machine.js';
export { KeyedBackend } from './keyed/keyedBackend.js';
export { lookUp } from './keyed/lookUp.js';
export { StateStore } from './keyed/stateStore.js';
export type {
  BlockDiff,
  Changes,
  Default,
  FullState,
  ProofBackend,
  Recording,
  Witness,
} from './proof/backend.js';
export { MAX_DEPTH, MAX_PROOF_BYTES, MAX_PROOF_NODES } from './proof/limits.js';
export type { Hello } from './runner/hello.js';
export { locateRunner } from './runner/locate.js';
export { Runner } from './runner/runner.js';
export { proveIndices, serve, verifyIndices } from './ssz/compactProof.js';
export { descriptorOf, readDescriptor } from './ssz/descriptor.js';
export { pathOf, sortedPaths } from './ssz/gindex.js';
export { SszBackend } from './ssz/sszBackend.js';
