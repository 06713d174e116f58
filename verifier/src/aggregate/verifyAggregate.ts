/**
 * Many verified statements out of one seal. As with a single receipt the expected claim is built from what is trusted: the
 * policy's aggregator, and the list that this program must have committed for the statements at hand. The aggregator says
 * that a proof of each was verified, whatever its image; which images are good says the policy, here.
 */
import { AggregationError, ImageError, MismatchError, VerifierError } from '../errors/base.js';
import type { Aggregator, Image } from '../images.js';
import { decodeJournal } from '../journal/decodeJournal.js';
import type { Blob, Journal } from '../journal/journal.js';
import { checkCount } from '../policy/checkCount.js';
import { checkPolicy } from '../policy/checkPolicy.js';
import { findAggregator } from '../policy/findAggregator.js';
import { findImage } from '../policy/findImage.js';
import type { Policy } from '../policy/policy.js';
import { findSealCheck } from '../seal/findSealCheck.js';
import type { AggregateVerdict } from '../seal/sealCheck.js';
import { equalBytes } from '../util/equalBytes.js';
import { toHex } from '../util/hex.js';
import { sha256 } from '../util/sha256.js';
import { blobOf, checkImage } from '../verifyReceipt.js';
import type { Aggregate, FoldedStatement } from './aggregate.js';
import { decodeAggregate } from './decodeAggregate.js';
import { encodeRows } from './encodeRows.js';

/** What is needed to judge an aggregate. */
export interface VerifyAggregateOptions {
  /** From `makePolicy`: for the aggregator and for every selected statement. */
  policy: Policy;
  /** The modules that the statements must be about: each statement about one of them, and each of them in a statement. */
  modules: readonly Uint8Array[];
  /**
   * Positions of the statements that are wanted, from 0; left out: all. The others prove nothing to the caller, and need
   * neither be about a known module nor by a trusted image.
   */
  select?: readonly number[];
}

/** A statement that was verified as one of an aggregate. No cycles: the clocks of the single proofs are lost by folding. */
export type VerifiedStatement = {
  /** Position in the aggregate, from 0. */
  index: number;
  /** The trusted image that made the statement. */
  image: Image;
  journal: Journal;
  price?: never;
} & AggregateVerdict;

/** An aggregate that was verified. */
export interface VerifiedAggregate {
  aggregator: Aggregator;
  /** The selected statements, in their order. */
  statements: VerifiedStatement[];
}

/**
 * Verifies an aggregate for modules under a policy.
 *
 * @throws ReceiptError, AggregationError, JournalError, ImageError, SealError, MismatchError or PolicyError, see `ERROR_CODES`
 */
export async function verifyAggregate(
  bytes: Uint8Array,
  { policy, modules, select }: VerifyAggregateOptions,
): Promise<VerifiedAggregate> {
  return verifyAggregateOf(modules.map(blobOf), bytes, policy, select);
}

/**
 * `verifyAggregate` for who knows the modules by digest and length only.
 *
 * @throws as `verifyAggregate`
 */
export async function verifyAggregateOf(
  modules: readonly Blob[],
  bytes: Uint8Array,
  policy: Policy,
  select?: readonly number[],
): Promise<VerifiedAggregate> {
  const { aggregate, aggregator, checkSeal } = begin(bytes, policy);
  const statements = wanted(aggregate, select).map(([index, statement]) =>
    judged(index, statement, policy, aggregator, modules),
  );
  const absent = modules.findIndex((module) => !statements.some(({ journal }) => isAbout(journal, module)));
  if (absent >= 0) {
    throw new MismatchError('wasm/mismatch', `no statement is about module ${absent + 1} of those given`, {
      hint: 'A statement holds for exactly one file; a module that was optimized or stripped is another one.',
    });
  }
  await checkSeal();
  return { aggregator, statements };
}

/** What came of one statement of an aggregate whose seal holds: verified under a policy, or refused. */
export type StatementOutcome =
  | { index: number; policy: Policy; verified: VerifiedStatement }
  | { index: number; error: VerifierError };

/**
 * Verifies an aggregate for who wants to know of each statement whether it holds, whatever module it is about: the statements are
 * judged one by one, and the seal once.
 *
 * @param under the policy that a statement is held against; what it throws is that statement's refusal
 * @throws as `verifyAggregate` where nothing of it can hold: out of form, no trusted aggregator, a seal that does not verify; and the
 *   refusal of the first statement where every one is refused, without a look at the seal
 */
export async function verifyEachStatement(
  bytes: Uint8Array,
  policy: Policy,
  under: (statement: FoldedStatement) => Policy,
): Promise<StatementOutcome[]> {
  const { aggregate, aggregator, checkSeal } = begin(bytes, policy);
  const outcomes = aggregate.statements.map((statement, index): StatementOutcome => {
    try {
      const own = under(statement);
      return { index, policy: own, verified: judged(index, statement, own, aggregator, undefined) };
    } catch (error) {
      if (error instanceof VerifierError) return { index, error };
      throw error;
    }
  });
  throwIfAllRefused(outcomes);
  await checkSeal();
  return outcomes;
}

/** @throws the first refusal, where there is nothing but refusals */
export function throwIfAllRefused(outcomes: readonly ({ error: VerifierError } | object)[]): void {
  const errors = outcomes.flatMap((one) => ('error' in one ? [one.error] : []));
  if (errors.length === outcomes.length && errors[0] !== undefined) throw errors[0];
}

/** Bytes → what they say, who is to have proved it, and the check that it was. */
function begin(bytes: Uint8Array, policy: Policy) {
  const aggregate = decodeAggregate(bytes);
  const aggregator = findAggregator(policy, aggregate.imageId);
  const { version, proofSystem, circuit, imageId, seal, statements } = aggregate;
  const check = findSealCheck({ version, proofSystem, circuit, sealKind: 'stark' }, aggregator);
  const checkSeal = () => check(seal, { imageId, journalDigest: sha256(encodeRows(statements)) });
  return { aggregate, aggregator, checkSeal };
}

function wanted(
  { statements }: Aggregate,
  select: readonly number[] | undefined,
): (readonly [number, FoldedStatement])[] {
  if (select === undefined) return [...statements.entries()];
  if (select.length === 0) throw new AggregationError('aggregate/selection', 'no statement is selected');
  return [...new Set(select)]
    .sort((a, b) => a - b)
    .map((index) => {
      const statement = statements[index];
      if (statement !== undefined) return [index, statement];
      throw new AggregationError(
        'aggregate/selection',
        `the aggregate has no statement ${index}: it has ${statements.length}`,
      );
    });
}

function judged(
  index: number,
  { imageId, journal: bytes }: FoldedStatement,
  policy: Policy,
  aggregator: Aggregator,
  modules: readonly Blob[] | undefined,
): VerifiedStatement {
  if (policy.aggregators.some((known) => known.imageId === toHex(imageId))) {
    throw new AggregationError('aggregate/nested', `statement ${index} is that of an aggregate`, {
      hint: 'Fold the single receipts together, not their aggregates.',
    });
  }
  const image = findImage(policy, imageId);
  if (image.proofSystem !== aggregator.proofSystem || image.circuit !== aggregator.circuit) {
    throw new ImageError(
      'image/mismatch',
      `statement ${index} is of image ${image.name}, which is for ${image.proofSystem} ${image.circuit}, and the aggregator is for ${aggregator.proofSystem} ${aggregator.circuit}`,
    );
  }
  const journal = decodeJournal(bytes);
  if (modules !== undefined && !modules.some((module) => isAbout(journal, module))) {
    throw new MismatchError('wasm/mismatch', `statement ${index} is about another wasm module`, {
      hint: `Give that module as well (SHA-256 ${toHex(journal.wasm.digest)}), or select the statements that are wanted.`,
    });
  }
  checkImage(image, journal);
  checkCount(image, journal, bytes.length, undefined);
  checkPolicy(policy, image, journal, undefined);
  return { index, image, journal, sealKind: 'aggregate' };
}

function isAbout({ wasm }: Journal, module: Blob): boolean {
  return equalBytes(wasm.digest, module.digest) && wasm.length === module.length;
}
