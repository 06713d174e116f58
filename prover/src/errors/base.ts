/** The prover's side of the error tree, which begins in the verifier's package; the codes are its own. */
import { ZkcwasmError } from '@zkcwasm/verifier';

export const ERROR_CODES = {
  'usage/invalid': 'The command line or options are wrong.',
  'input/unreadable': 'A file cannot be read.',
  'input/empty': 'The module is empty.',
  'input/too-large': 'The module is larger than the limit.',
  'input/not-wasm': 'Neither WebAssembly binary nor text.',
  'input/component': 'A WebAssembly component, not a core module.',
  'input/wat': 'The WebAssembly text has an error.',
  'output/exists': 'The output file exists already.',
  'output/unwritable': 'The output cannot be written.',
  'image/unknown': 'There is no image for that compiler version, target and profile.',
  'image/missing': 'An image is listed, and was never built.',
  'image/not-built': 'An image is listed by its hash, and its program was not built here.',
  'image/corrupt': 'An image file is not the one that the list names.',
  'engine/missing': 'The native engine is not built.',
  'engine/failed': 'The native engine ended unexpectedly.',
  'engine/answer': 'The native engine sent something that is out of form.',
  'engine/refused': 'The native engine refused a request.',
  'runner/missing': 'No native runner of that compiler version is built.',
  'runner/list': 'The list of native runners is not valid.',
  'runner/mismatch': 'A native runner is not the one that the list names.',
  'runner/version': 'A native runner is of another version than the one wanted.',
  'runner/failed': 'A native runner ended unexpectedly.',
  'runner/answer': 'A native runner sent something that is out of form.',
  'runner/refused': 'A native runner refused a request.',
  'limit/cycles': 'The cycle limit was exceeded.',
  'limit/memory': 'The machine has not enough memory to prove.',
  'images/invalid': 'The list of images is not valid.',
  'module/rejected': 'The compiler refused the module.',
  'prover/unavailable': 'The chosen prover is not available here.',
  'prover/network': 'The prover network made no proof.',
  'prove/failed': 'Proving failed.',
  'aggregate/receipt': 'A receipt that is to be aggregated does not hold.',
  'aggregate/empty': 'There is nothing to aggregate.',
  'aggregate/too-many': 'More receipts than an aggregate may have.',
  'aggregate/nested': 'An aggregate cannot go into an aggregate.',
  'aggregate/twice': 'A statement is to go into an aggregate twice.',
  'aggregate/seal-kind': 'Only receipts with a stark seal can be aggregated.',
  'corpus/empty': 'There is no module in the corpus.',
  'corpus/too-many': 'More modules than a corpus may have.',
  'corpus/list': 'A list of modules is not valid.',
  'corpus/changed': 'A module was changed while its corpus was run.',
  'corpus/unlike': 'A dry run answered about something else than was asked.',
  'corpus/baseline': 'An earlier report is not valid, or was made under other conditions.',
  'matrix/nothing': 'The schedule takes no receipts in that session.',
  'matrix/imports': 'An environment has a list of imports that was not given.',
  'matrix/incomplete': 'Not every receipt that the schedule asks for could be made.',
  'recording/malformed': 'Not a recording of calls.',
  'recording/version': 'A recording of a version that this package does not know.',
  'recording/not-canonical': 'A recording, but not in its one canonical encoding.',
  'rehearse/module': 'A module of a recording is not at hand.',
  'run/failed': 'The artifact could not be re-hydrated or called.',
  'artifact/mismatch': 'The artifact is not the one named.',
  cancelled: 'Stopped by the user.',
} as const;

/** Stable error code. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Every error that this package throws on purpose. */
export class ProverError extends ZkcwasmError<ErrorCode> {
  override readonly name: string = 'ProverError';
}
