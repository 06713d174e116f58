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
  'runner/version': 'The runner speaks another protocol, or has another host API.',
  'block/malformed': 'Not one canonical block or transaction.',
  'block/too-large': 'A block or transaction with more than any may have.',
  'block/signature': 'A transaction is not signed by its sender.',
  'block/nonce': 'A transaction is not the next of its sender.',
  'block/fuel': 'A transaction asks for more fuel than the environment allows, or a block for more in all.',
  'code/unloadable': 'An accepted artifact cannot be loaded by the runner.',
  'code/mismatch': 'A module or artifact is not the one that its name says.',
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
