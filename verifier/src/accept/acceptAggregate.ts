import { decodeAggregate } from '../aggregate/decodeAggregate.js';
import { type VerifiedStatement, verifyAggregate, verifyAggregateOf } from '../aggregate/verifyAggregate.js';
import { AggregationError, MismatchError } from '../errors/base.js';
import type { Blob, Journal } from '../journal/journal.js';
import { type BoundsNeed, checkBoundsImage, checkBoundsPolicy } from '../policy/checkBounds.js';
import type { Policy } from '../policy/policy.js';
import { fastSha256 } from '../util/fastSha256.js';
import { toHex } from '../util/hex.js';
import { conclude } from './accept.js';
import type { Entry, EntryKind } from './entry.js';
import { putEntry } from './store.js';

/** A statement of an aggregate that was accepted, and where it is. */
export interface AcceptedStatement {
  verified: VerifiedStatement;
  /** What the store says. */
  entry: Entry;
  /** Folder in the store. */
  path: string;
}

/** What is needed to accept statements of an aggregate, besides the aggregate. */
export interface AcceptAggregateOptions {
  policy: Policy;
  /** As for `verifyAggregate`. */
  modules: readonly Uint8Array[];
  /** As for `verifyAggregate`. */
  select?: readonly number[];
  /** The store's folder; made where there is none. */
  store: string;
  /** Artifacts of the selected statements that are about compiled modules, in any order. */
  artifacts?: readonly Uint8Array[];
  /** Accept bounds of compiled modules instead of artifacts. */
  bounds?: boolean | undefined;
  /** What the policy may leave open, though bounds need it. */
  any?: readonly BoundsNeed[];
  /** Accept selected refusals as what they are. */
  rejected?: boolean | undefined;
}

/**
 * Verifies an aggregate and stores the selected statements, each as an entry of its own with the whole aggregate for its
 * receipt. All are judged before the first is stored.
 *
 * @throws as `verifyAggregate`; MismatchError `artifact/mismatch`, `artifact/missing`; PolicyError as `acceptBounds` and
 *   `acceptRejected`; StoreError
 */
export async function acceptAggregate(
  aggregate: Uint8Array,
  { policy, modules, select, store, artifacts = [], bounds, any, rejected }: AcceptAggregateOptions,
): Promise<AcceptedStatement[]> {
  // What is stored is what was verified, whatever happens to the caller's bytes meanwhile.
  const receipt = aggregate.slice();
  if (bounds === true) await checkBounds(receipt, select, policy, any);
  const { statements } = await verifyAggregate(receipt, {
    policy,
    modules,
    ...(select === undefined ? {} : { select }),
  });
  const judged = statements.map((statement) => {
    const kind = wantedKind(statement.journal, { bounds, rejected, artifacts });
    return { kind, ...conclude(kind, receipt, statement, policy) };
  });
  // Hashed once each: very many statements may be about one artifact.
  const given = new Map(artifacts.map((bytes) => [toHex(fastSha256(bytes)), bytes]));
  const proved = new Set(judged.map(({ verified }) => artifactDigest(verified.journal)));
  const stray = [...given.keys()].findIndex((digest) => !proved.has(digest));
  if (stray >= 0) {
    throw new MismatchError(
      'artifact/mismatch',
      `artifact ${stray + 1} of those given is that of no selected statement`,
      { hint: 'Get the artifact from whoever published the receipt, or select its statement as well.' },
    );
  }
  const whole = judged.map(({ kind, verified, entry }) => {
    if (kind !== 'artifact') return { verified, entry, files: { receipt } };
    const artifact = given.get(artifactDigest(verified.journal) ?? '');
    if (artifact !== undefined) return { verified, entry, files: { receipt, 'artifact.cwasm': artifact } };
    throw new MismatchError(
      'artifact/mismatch',
      `none of the artifacts given is the one that statement ${verified.index} proves`,
      { hint: 'Give the artifact of each selected statement, or select fewer.' },
    );
  });
  const accepted: AcceptedStatement[] = [];
  for (const { verified, entry, files } of whole) {
    accepted.push({ verified, ...(await putEntry(store, entry, files)) });
  }
  return accepted;
}

/** In hex; undefined where there is none. */
function artifactDigest({ outcome }: Journal): string | undefined {
  return outcome.kind === 'compiled' ? toHex(outcome.artifact.digest) : undefined;
}

/** As what a statement is to be accepted; whether it can be is for `conclude`. */
function wantedKind(
  { outcome }: Journal,
  { bounds, rejected, artifacts = [] }: Pick<AcceptAggregateOptions, 'bounds' | 'rejected' | 'artifacts'>,
): EntryKind {
  if (rejected === true && outcome.kind === 'rejected') return 'rejected';
  if (bounds === true) return 'bounds';
  // Refusals alone were asked for, and this is none.
  return rejected === true && artifacts.length === 0 ? 'rejected' : 'artifact';
}

/**
 * What is accepted where one statement of an aggregate is accepted as `kind`, but for the artifact's bytes.
 *
 * @throws as `acceptAggregate`, but for StoreError and `artifact/mismatch`
 */
export async function judgeStatement(
  kind: EntryKind,
  receipt: Uint8Array,
  index: number,
  module: Blob,
  policy: Policy,
  any: readonly BoundsNeed[] = [],
): Promise<{ verified: VerifiedStatement; entry: Entry }> {
  if (kind === 'bounds') await checkBounds(receipt, [index], policy, any);
  const { statements } = await verifyAggregateOf([module], receipt, policy, [index]);
  const [statement] = statements;
  if (statement === undefined) {
    throw new AggregationError('aggregate/selection', `the aggregate has no statement ${index}`);
  }
  return conclude(kind, receipt, statement, policy);
}

/** Policy and images must be good for bounds, before the policy's sources have their say. */
async function checkBounds(
  receipt: Uint8Array,
  select: readonly number[] | undefined,
  policy: Policy,
  any: readonly BoundsNeed[] = [],
): Promise<void> {
  checkBoundsPolicy(policy, any);
  for (const [i, { imageId }] of decodeAggregate(receipt).statements.entries()) {
    if (select !== undefined && !select.includes(i)) continue;
    const id = toHex(imageId);
    for (const image of policy.images) if (image.imageId === id) await checkBoundsImage(image);
  }
}
