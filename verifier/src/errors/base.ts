/**
 * One tree of errors. Each has a stable `code` (for programs), a `shortMessage` (what is wrong) and a `hint` (what to
 * do). Callers switch on `code`; message text may change.
 */

/** Every code there is, with what it means. */
export const ERROR_CODES = {
  'usage/invalid': 'The command line or options are wrong.',
  'input/unreadable': 'A file cannot be read.',
  'input/too-large': 'A file is larger than any valid one.',
  'output/exists': 'The output file exists already.',
  'output/unwritable': 'The output file cannot be written.',
  'receipt/malformed': 'Not a receipt: not the CBOR map that a receipt is.',
  'receipt/not-canonical': 'A receipt, but not in its one canonical encoding.',
  'receipt/version': 'A receipt of a format version that this verifier does not know.',
  'receipt/proof-system':
    'A receipt of a proof system, circuit version or seal kind that this verifier cannot check.',
  'receipt/aggregate': 'An aggregate of several receipts, where a single receipt is wanted.',
  'receipt/single': 'A single receipt, where an aggregate of several is wanted.',
  'aggregate/empty': 'An aggregate of no receipts.',
  'aggregate/too-many': 'An aggregate of more receipts than any may have.',
  'aggregate/order': 'The statements of an aggregate are not in their one order, or one is there twice.',
  'aggregate/nested': 'A statement of an aggregate is itself that of an aggregator.',
  'aggregate/selection': 'The aggregate has no such statement, or which one is meant was not said.',
  'journal/malformed': 'The journal is not one canonical statement.',
  'journal/version': 'A journal of a version that this verifier does not know.',
  'seal/malformed': 'The seal is not a canonical proof.',
  'seal/rejected':
    'The proof does not verify; a Groth16 proof of another image or journal ends here as well.',
  'seal/recursion-key': 'The proof was made with a recursion key that is not one of this circuit version.',
  'seal/public-values': 'The proof verifies, but its public values are out of form.',
  'seal/image-mismatch': 'The proof is about another program than the receipt says.',
  'seal/journal-mismatch': 'The proof is about another journal than the receipt holds.',
  'seal/selector': 'The Groth16 seal was made for another verifying key or other parameters.',
  'seal/exit-code': 'The program did not exit with code 0.',
  'seal/point':
    'A point of a Groth16 seal is infinity, not canonical, not on its curve or not in its subgroup.',
  'seal/public-input': 'A public input of a Groth16 seal is not below the scalar modulus.',
  'image/unknown': 'The image ID is not one that the policy trusts.',
  'image/revoked': 'The image ID was trusted once and has been revoked.',
  'image/mismatch': 'The journal names another compiler, target or profile than its image was built with.',
  'image/kind': 'A compiler image stands where an aggregator is wanted, or the other way round.',
  'image/instructions':
    'The journal counts instructions, or does not, otherwise than its image; or its count does not agree with the proved cycles.',
  'image/source': 'The image is of a source (upstream, tuned) that the policy does not trust.',
  'wasm/mismatch': 'The receipt is about another wasm module.',
  'artifact/mismatch': 'The artifact is not the one that the receipt proves.',
  'artifact/missing': 'The receipt proves no artifact: the module was rejected.',
  'policy/invalid': 'The policy file is not valid.',
  'policy/image-list': 'The list of images in use is not the one that the policy pins.',
  'policy/bounds-incomplete':
    'The policy leaves open what bounds need: cycles (or instructions), images or context.',
  'policy/bounds-source':
    'Bounds are wanted of an image that computes otherwise than the compiler of the node.',
  'policy/compiled-module': 'A proved refusal is wanted, and the receipt proves that the module compiles.',
  'policy/rejected-module': 'The receipt proves that the compiler refused the module.',
  'policy/cycles': 'More cycles were needed than the policy allows.',
  'policy/instructions': 'More instructions were executed than the policy allows.',
  'policy/instructions-uncounted': 'Instructions are to be bounded, and the image does not count them.',
  'policy/cycles-unproved': 'Cycles are to be bounded, and the seal says nothing about them.',
  'policy/heap': 'More heap was needed than the policy allows.',
  'policy/artifact-size': 'The artifact is larger than the policy allows.',
  'policy/context': 'The receipt was made for another context.',
  'policy/target': 'The receipt is for a target that the policy does not want.',
  'policy/profile': 'The receipt is for an artifact profile that the policy does not want.',
  'policy/limit': 'A limit that the policy wants was not in force, or was higher.',
  'policy/metering': 'A measured value is absent, or higher than the policy allows.',
  'policy/imports': 'The module was compiled under another list of allowed imports than the policy wants.',
  'policy/price': 'The price is above what the policy allows, or above 2^64 - 1.',
  'imports/pattern': 'An import pattern is out of form.',
  'imports/too-many': 'An import list has more entries than any may have.',
  'store/missing': 'There is no store in the folder.',
  'store/old-layout': 'The store was written by an earlier version, in another layout.',
  'store/unreadable': 'The store cannot be read.',
  'store/unwritable': 'The store cannot be written.',
  'store/corrupt': 'A store entry is not what its name says.',
  'store/other-policy': 'A store entry was accepted under another policy.',
  'registry/entry': 'Not an entry that a registry takes: malformed, or not about an artifact.',
  'registry/conflict': 'The registry holds something else for the same module, image, target and profile.',
  'registry/absent': 'The registry, or the proof, does not hold the entry.',
  'registry/corrupt': 'The registry is damaged: its entries do not give its root.',
  'registry/too-many': 'More entries than one proof may be about.',
  'registry/proof-malformed': 'Not a registry proof.',
  'registry/proof-version': 'A registry proof of a format version that this verifier does not know.',
  'registry/proof-not-canonical': 'A registry proof, but not in its one canonical encoding.',
  'registry/proof-rejected': 'The registry proof does not give the root.',
  'environment/malformed': 'Not an environment: not the canonical bytes of one.',
  'environment/version': 'An environment of a version that this verifier does not know.',
  'environment/invalid': 'A field of an environment is out of form or of range.',
  'schedule/malformed': 'Not a schedule: not the canonical bytes of one.',
  'schedule/version': 'A schedule of a version that this verifier does not know.',
  'schedule/invalid': 'The JSON of a schedule, or a field of it, is not valid.',
  'schedule/length': 'A count in the schedule is larger than the bytes that follow could hold.',
  'schedule/trailing': 'Bytes follow the end of the schedule.',
  'schedule/too-large': 'The schedule is larger than any that is looked at.',
  'schedule/empty': 'A schedule without changes, or a change that changes nothing.',
  'schedule/order': 'Parts of a change are not in their one order.',
  'schedule/unknown-environment':
    'A range or a revocation names an environment that the schedule does not have.',
  'schedule/environment-twice': 'The schedule introduces an environment that it has already.',
  'schedule/no-range': 'The schedule introduces an environment without saying when it begins.',
  'schedule/overlap': 'Two ranges of an environment begin in the same session.',
  'schedule/shrinks': 'A range begins inside what was scheduled already, and would cut it short.',
  'schedule/state':
    'A range takes an environment back to an earlier state, or leaves it in the one it is in.',
  'schedule/past': 'A change is decided in the past, or takes effect before it was decided.',
  'schedule/future': 'A change is decided in, or a candidate is of, a session that has not come yet.',
  'schedule/too-soon': 'A change takes effect sooner than two sessions after it was decided.',
  'schedule/revoked':
    'The environment is revoked: nothing is accepted under it, and it comes back to no state.',
  'schedule/not-extension': 'The schedule does not begin with all that the other one has.',
  'schedule/unknown-image': 'An environment names an image that the policy does not list.',
  'schedule/image-mismatch': 'An environment has another compiler, target or profile than its image.',
  'schedule/not-accepting': 'The environment takes no receipts in that session.',
} as const;

/** Stable error code. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * Base of all errors that the packages of zkcwasm throw on purpose, each with codes of its own: those of this package are
 * `VerifierError`s, those of `@zkcwasm/prover` are `ProverError`s.
 */
export abstract class ZkcwasmError<Code extends string = string> extends Error {
  override readonly name: string = 'ZkcwasmError';
  /** Stable code. */
  readonly code: Code;
  /** What is wrong, in one sentence. */
  readonly shortMessage: string;
  /** What to do about it. */
  readonly hint: string | undefined;

  constructor(
    code: Code,
    shortMessage: string,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(
      options.hint === undefined ? shortMessage : `${shortMessage}\n${options.hint}`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.shortMessage = shortMessage;
    this.hint = options.hint;
  }

  /** For JSON output: `{code, message, hint?}`. */
  toJSON(): { code: Code; message: string; hint?: string } {
    const body = { code: this.code, message: this.shortMessage };
    return this.hint === undefined ? body : { ...body, hint: this.hint };
  }
}

/** Base of all errors that this package throws on purpose. */
export abstract class VerifierError extends ZkcwasmError<ErrorCode> {
  override readonly name: string = 'VerifierError';
}

/** The receipt's bytes are wrong. */
export class ReceiptError extends VerifierError {
  override readonly name = 'ReceiptError';
}
/** An aggregate of receipts is out of form, or has not what is wanted of it. */
export class AggregationError extends VerifierError {
  override readonly name = 'AggregationError';
}
/** The journal's bytes are wrong. */
export class JournalError extends VerifierError {
  override readonly name = 'JournalError';
}
/** The proof is wrong, or about something else. */
export class SealError extends VerifierError {
  override readonly name = 'SealError';
}
/** The image is not trusted. */
export class ImageError extends VerifierError {
  override readonly name = 'ImageError';
}
/** The module or artifact at hand is not the one of the receipt. */
export class MismatchError extends VerifierError {
  override readonly name = 'MismatchError';
}
/** A valid receipt that the policy does not want. */
export class PolicyError extends VerifierError {
  override readonly name = 'PolicyError';
}
/** A list of allowed imports is out of form. */
export class ImportsError extends VerifierError {
  override readonly name = 'ImportsError';
}
/** The store cannot do what was asked. */
export class StoreError extends VerifierError {
  override readonly name = 'StoreError';
}
/** A registry of accepted artifacts, or a proof about one, is wrong. */
export class RegistryError extends VerifierError {
  override readonly name = 'RegistryError';
}
/** An environment's bytes or fields are wrong. */
export class EnvironmentError extends VerifierError {
  override readonly name = 'EnvironmentError';
}
/** A schedule of environments breaks a rule, or does not allow what was asked. */
export class ScheduleError extends VerifierError {
  override readonly name = 'ScheduleError';
}
/** A file or an option is not what it has to be. */
export class InputError extends VerifierError {
  override readonly name = 'InputError';
}
