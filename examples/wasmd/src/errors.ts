/** This example's side of the error tree, which begins in the verifier's package; the codes are its own. */
import { ZkcwasmError } from '@zkcwasm/verifier';

/** Every code there is, with what it means. */
export const ERROR_CODES = {
  'usage/invalid': 'The command line or options are wrong.',
  'chain/no-go': 'Go is not there, or is too old to build wasmd.',
  'chain/no-modules': "wasmd's Go modules cannot be had.",
  'chain/module-changed': 'The Go module is not the one whose checksum is pinned.',
  'chain/build-failed': 'wasmd does not build.',
  'chain/build-slow': 'wasmd was not built within the time that was given.',
  'chain/setup-failed': 'The genesis of the chain could not be made.',
  'chain/other-home':
    "The folder holds a chain with another chain ID, gatekeeper or version, or no chain's files.",
  'chain/home-in-use': 'Another process runs the chain of this folder.',
  'chain/port-taken': 'A port that the chain listens on is taken.',
  'chain/died': "The chain's process ended by itself.",
  'chain/silent': 'The chain did not make a block in time.',
  'chain/unreachable': 'No node answers at the address.',
  'chain/other-chain': 'The node is on a chain with another chain ID.',
  'chain/other-genesis': 'The node is on a chain of the same ID that began otherwise.',
  'chain/gate-open': 'The chain lets others upload code than the gatekeeper alone.',
  'chain/refused': 'The chain refused a transaction.',
  'key/missing': 'There is no key file.',
  'key/exposed': 'Others than its owner may read the key file.',
  'key/malformed': 'The key file does not hold one private key.',
  'key/other': "The key is not the gatekeeper's.",
  'file/unreadable': 'A file cannot be read, or is not a regular file.',
  'file/too-large': 'A file is larger than any valid one.',
  'file/malformed': 'A file is not what it should be.',
  'file/unwritable': 'A file or folder cannot be written.',
  'submission/exists': 'A submission of that name exists already.',
  'gate/policy': 'The policy names a context itself, or says too little for bounds.',
  'gate/context': 'The receipt was made for another chain, gatekeeper, developer or contract.',
  'gate/fault': 'The gatekeeper itself failed over a submission.',
  'gate/proved-refusal': 'The receipt proves that the compiler refuses the module.',
  'gate/weak-digest': "The chain's comparison of code hashes could take another file for this one.",
  'gate/too-many': 'The developer has as many open grants as one may have.',
} as const;

/** Stable error code. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Every error that this example throws on purpose, besides the verifier's. */
export class GateError extends ZkcwasmError<ErrorCode> {
  override readonly name: string = 'GateError';
}
