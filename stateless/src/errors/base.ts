/** This package's side of the error tree, which begins in the verifier's package; the codes are its own. */
import { ZkcwasmError } from '@zkcwasm/verifier';

/** Every code there is, with what it means. */
export const ERROR_CODES = {
  'proof/malformed': 'Not a state proof: cut short, followed by more, or not of the form.',
  'proof/not-canonical': 'A state proof, but not in its one canonical form.',
  'proof/version': 'A state proof of another backend or format version.',
  'proof/too-large': 'A state proof with more bytes, nodes or depth than any may have.',
  'proof/missing-node': 'The proof does not reach as far as what is asked of it.',
  'proof/superfluous-node': 'The proof opens a node that nothing asks for.',
  'proof/root-mismatch': 'The proof does not give the root that is trusted.',
  'proof/different-roots': 'Proofs that are to be merged, or a diff, are about different roots.',
  'proof/keys': 'Keys that no proof can be about together, or that are out of form.',
  'state/missing-node': 'A database lacks a node of the state.',
  'state/corrupt': 'A database holds something else than what its key says.',
  'state/unavailable': 'The database cannot be opened.',
  'runner/missing': 'The runner is not built.',
  'runner/failed': 'The runner ended unexpectedly.',
  'runner/answer': 'The runner sent something that is out of form.',
  'runner/version': 'The runner speaks another protocol, or has another host API or profile.',
  'block/malformed': 'Not one canonical block or transaction.',
  'block/too-large': 'A block or transaction with more than any may have.',
  'block/signature': 'A transaction is not signed by its sender.',
  'block/nonce': 'A transaction is not the next of its sender.',
  'block/fuel': 'A transaction asks for more fuel than the environment allows, or a block for more in all.',
  'code/unloadable': 'An accepted artifact cannot be loaded by the runner.',
  'code/mismatch': 'A module or artifact is not the one that its name says.',
  'testing/executors-differ': 'In a test, the executors with and without a state came to different results.',
  'usage/invalid': 'The command line or settings are wrong.',
  'environment/invalid': 'The description of an environment is not valid.',
  'deploy/policy': 'The policy is not the one of the environment.',
  'deploy/imports':
    'A module imports what the host API does not have, or was compiled under another list of imports.',
  'deploy/exports': 'A module does not export what a contract does.',
  'deploy/profile': 'The receipt is of an artifact of another profile than contracts run under.',
  'deploy/module': 'Not a module of which imports and exports can be read.',
  'deploy/name': 'A name that no deployment can have, or that another one has.',
  'deploy/record': 'The record of a deployment is not valid.',
  'simulation/settings': 'Settings of a simulation are out of range, or not those that it was begun with.',
  'simulation/invariant': 'A simulation came to something that must never be.',
  'keystore/malformed': 'Not a key file.',
  'keystore/cost': 'A key file asks for more work than opening one may take.',
  'keystore/password': 'The password is wrong, or the key file was changed.',
  'ledger/unknown': 'There is no such block, or no state for it.',
  'ledger/corrupt': 'The database of blocks holds something else than it should.',
  'mempool/nonce': 'A transaction is not the next of its sender, or too far ahead.',
  'mempool/full': 'The pool of transactions is full.',
  'mempool/known': 'The transaction is in the pool already.',
  'mempool/stale':
    'The witness is of a root too long ago, or no longer enough: prepare the transaction anew.',
  'request/malformed': 'A request is not in form.',
  'request/too-large': 'A request, or what it asks for, is larger than the provider serves.',
  'request/busy': 'The provider has as much to do as it takes.',
  'provider/unreachable': 'A provider cannot be reached, or ended the connection.',
  'provider/slow': 'A provider did not answer in time.',
  'provider/too-large': 'A provider sent more than any answer may have.',
  'provider/answer': 'A provider sent something that is out of form.',
  'provider/refused': 'A provider refused the request.',
  'provider/lied': 'A provider sent something that cannot be true under the trusted root.',
  'provider/none': 'No provider gave an answer that holds.',
  'client/root': 'The client has no trusted root that a provider knows.',
} as const;

/** Stable error code. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Every error that this package throws on purpose. */
export class StatelessError extends ZkcwasmError<ErrorCode> {
  override readonly name: string = 'StatelessError';
}
/** A proof is wrong, or not about what is asked. */
export class ProofError extends StatelessError {
  override readonly name = 'ProofError';
}
/** A database of a full state is wrong. */
export class StateError extends StatelessError {
  override readonly name = 'StateError';
}
/** The native runner is missing, or does not behave. */
export class RunnerError extends StatelessError {
  override readonly name = 'RunnerError';
}
/** A block or transaction is not valid. */
export class BlockError extends StatelessError {
  override readonly name = 'BlockError';
}
/** Code is not what its name says. */
export class CodeError extends StatelessError {
  override readonly name = 'CodeError';
}
/** A test of a contract found something that is no matter of the contract. */
export class TestingError extends StatelessError {
  override readonly name = 'TestingError';
}
/** A command was called wrongly. */
export class UsageError extends StatelessError {
  override readonly name = 'UsageError';
}
/** A contract cannot be deployed. */
export class DeployError extends StatelessError {
  override readonly name = 'DeployError';
}
/** A simulation cannot go on, or has found a fault. */
export class SimulationError extends StatelessError {
  override readonly name = 'SimulationError';
}
/** A key file cannot be opened. */
export class KeystoreError extends StatelessError {
  override readonly name = 'KeystoreError';
}
/** A state provider cannot do what it is asked. */
export class ServiceError extends StatelessError {
  override readonly name = 'ServiceError';
}
/** What providers answered is of no use. */
export class ProviderError extends StatelessError {
  override readonly name = 'ProviderError';
}
