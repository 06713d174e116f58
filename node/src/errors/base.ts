/** The node's side of the error tree, which begins in the verifier's package; the codes are its own. */
import { ZkcwasmError } from '@zkcwasm/verifier';

/** Every code there is, with what it means. */
export const ERROR_CODES = {
  'usage/invalid': 'The command line or options are wrong.',
  'input/unreadable': 'A file cannot be read.',
  'input/too-large': 'A file is larger than any valid one.',
  'output/exists': 'The output file exists already.',
  'output/unwritable': 'The output cannot be written.',
  'chain/configuration': 'The configuration of the chain is not valid.',
  'chain/cannot-onboard': 'The para is registered already, or has no code.',
  'chain/cannot-offboard':
    'The para cannot leave now: it is on its way in or out, or its next code is voted on.',
  'chain/cannot-upgrade': 'The para cannot change its code now: an upgrade is pending, or it cools down.',
  'chain/invalid-code': 'The code is too small or too large.',
  'statement/malformed': 'Not a pre-checking statement in its one encoding.',
  'statement/stale': 'The statement is for an earlier session.',
  'statement/future': 'The statement is for a later session.',
  'statement/validator-index': 'No validator has the index that the statement names.',
  'statement/signature': 'The signature is not that validator’s over that statement.',
  'statement/subject': 'There is no vote on the code that the statement is about.',
  'statement/double-vote': 'The validator has voted on that code in this session.',
  'runtime-api/not-supported': 'The chain at that block has no pre-checking.',
  'runtime-api/failed': 'The chain could not be asked.',
  'judge/options': 'A judge is set up wrongly.',
  'registry/missing': 'There is no registry in the folder.',
  'registry/unavailable': 'lmdb, which registries are kept with, cannot be loaded.',
  'registry/unwritable': 'The registry cannot be written.',
  'store/version': 'The store was written by another version of this package.',
  'store/in-use': 'Another daemon runs on the store.',
  'store/busy': 'Other processes have kept the store locked for too long.',
  'store/locking': 'The store cannot be locked here.',
  'store/full': 'The store has reached its size limit.',
  'store/record': 'A record of an acceptance is damaged.',
  'request/invalid': 'The request is out of form.',
  'request/token': 'The request changes something, and has not the token for it.',
  'request/no-token': 'The daemon was started without a token, so nothing can be changed by requests.',
  'request/not-found': 'There is nothing at that address.',
  'request/too-large': 'The body of the request is larger than is taken.',
  'request/too-slow': 'The request took too long to arrive.',
  'request/too-many': 'Too many requests came from one address.',
  'request/session': 'Sessions only go forward.',
  'request/no-schedule': 'The daemon was started without a schedule.',
  'daemon/busy': 'As many receipts as may wait for verification do so.',
  'daemon/stopping': 'The daemon is being stopped.',
  'daemon/timed-out': 'The verification took too long and was ended.',
  'daemon/options': 'The daemon is set up wrongly.',
  'daemon/listen': 'The daemon cannot listen at that address.',
  'daemon/failed': 'A fault of the daemon; its log has more.',
  'runner/confinement': 'The runner cannot be confined here, and is not started otherwise.',
  'runner/version': 'The runner has another compiler than the artifact was made with.',
  'run/no-runner': 'The daemon was started without a runner.',
  'run/no-artifact': 'No artifact of the module was accepted that could be run.',
  'run/failed': 'The artifact could not be loaded or instantiated, or the call trapped.',
  'run/timed-out': 'The call took longer than it may, and was killed.',
  'run/died': 'The process that ran the artifact died.',
  'simulation/settings': 'The settings of a simulation are not valid.',
  'simulation/data': 'The measured figures that a simulation needs cannot be read.',
} as const;

/** Stable error code. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Every error that this package throws on purpose. */
export class NodeError extends ZkcwasmError<ErrorCode> {
  override readonly name: string = 'NodeError';
}
/** A call that the chain refuses; its state is as it was. */
export class ChainError extends NodeError {
  override readonly name = 'ChainError';
}
/** A vote that the chain refuses, or bytes that are none. */
export class StatementError extends NodeError {
  override readonly name = 'StatementError';
}
/** The chain could not be asked by the node. */
export class RuntimeApiError extends NodeError {
  override readonly name = 'RuntimeApiError';
}
/** A simulation cannot be run as it was asked for. */
export class SimulationError extends NodeError {
  override readonly name = 'SimulationError';
}
/** The folder of a registry, or what it is kept with, is not there or cannot be used. What is wrong in it is a `RegistryError`. */
export class RegistryFolderError extends NodeError {
  override readonly name = 'RegistryFolderError';
}
/** A node's store cannot do what was asked. What is wrong with an entry is a `StoreError` of the verifier. */
export class NodeStoreError extends NodeError {
  override readonly name = 'NodeStoreError';
}
/** A request that the daemon refuses. */
export class RequestError extends NodeError {
  override readonly name = 'RequestError';
}
/** The daemon cannot do its work, now or at all. */
export class DaemonError extends NodeError {
  override readonly name = 'DaemonError';
}
/** An artifact was not run, or not to its end. */
export class RunError extends NodeError {
  override readonly name = 'RunError';
}
