/**
 * `@zkcwasm/stateless`: state proofs, and executors of accepted contracts with a state and without one.
 *
 * @packageDocumentation
 */
export { Account, DEFAULT_LOG2_N, type KeyFile, MAX_LOG2_N, parseKeyFile } from './account/keystore.js';
export {
  type Block,
  blockId,
  decodeBlock,
  encodeBlock,
  MAX_BLOCK_BYTES,
  MAX_TRANSACTIONS,
} from './chain/block.js';
export { type BlockRecord, decodeBlockRecord, encodeBlockRecord } from './chain/blockRecord.js';
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
export type { Forecast } from './client/checkForecast.js';
export { type ClientOptions, type Signer, StateClient } from './client/client.js';
export { Transport, type TransportLimits } from './client/transport.js';
export { readTrust, type Trust, writeTrust } from './client/trustFile.js';
export { type Code, type CodeSource, UnprovedCode } from './code/codeSource.js';
export { type StoreCodeOptions, StoreCodeSource } from './code/storeCodeSource.js';
export { type Field, fieldKey, input, mapKey, u64 } from './contract/words.js';
export { checkContract, type DeployOptions, deploy } from './deploy/deploy.js';
export { type Description, environmentId, parseDescription, readDescription } from './deploy/description.js';
export { type Deployment, readDeployment, recordDeployment } from './deploy/record.js';
export {
  BlockError,
  CodeError,
  DeployError,
  ERROR_CODES,
  type ErrorCode,
  KeystoreError,
  ProofError,
  ProviderError,
  RunnerError,
  ServiceError,
  SimulationError,
  StateError,
  StatelessError,
  TestingError,
  UsageError,
} from './errors/base.js';
export { cellKey, nonceKey, numberValue, valueNumber } from './execute/cell.js';
export { type Environment, INPUT_BYTE_FUEL, TRANSACTION_FUEL } from './execute/environment.js';
export { type Executed, type ExecutedFully, executeStateful, executeStateless } from './execute/executors.js';
export { type Prepared, prepare, type UnsignedCall } from './execute/prepare.js';
export { type BlockRun, runBlock, runUnsigned } from './execute/runBlock.js';
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
export { ARTIFACT_PROFILE } from './host/artifactProfile.js';
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
export { type Appended, type AppendOptions, type Head, Ledger } from './provider/ledger.js';
export { type Built, Mempool } from './provider/mempool.js';
export { DEFAULT_LIMITS, type MempoolLimits } from './provider/mempoolLimits.js';
export type { Hello } from './runner/hello.js';
export { locateRunner } from './runner/locate.js';
export { Runner } from './runner/runner.js';
export { SupervisedRunner } from './runner/supervisedRunner.js';
export { proveIndices, serve, verifyIndices } from './ssz/compactProof.js';
export { descriptorOf, readDescriptor } from './ssz/descriptor.js';
export { pathOf, sortedPaths } from './ssz/gindex.js';
export { SszBackend } from './ssz/sszBackend.js';
