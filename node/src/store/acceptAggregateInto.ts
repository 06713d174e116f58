/** Aggregates: the statements of one seal, each judged, and stored with what it was accepted under. */
import { MismatchError, toHex, type VerifierError } from '@zkcwasm/verifier';
import { policyUnderStatement } from '@zkcwasm/verifier/environments';
import {
  type Entry,
  type EntryFiles,
  type EntryKind,
  judgeEachStatement,
  sha256,
} from '@zkcwasm/verifier/node';
import type { Judged, Rules } from './acceptInto.js';
import type { NodeStore } from './nodeStore.js';

/** What was judged of one statement. */
export type JudgedOne = { statement: number; judged: Judged } | { statement: number; error: VerifierError };

/** An artifact at hand. */
export interface Named {
  /** SHA-256, hex. */
  digest: string;
  length: number;
}

/**
 * Verifies an aggregate and judges its statements one by one as `kind`, each under the environment that takes it where there is a
 * schedule. The seal is verified once.
 *
 * @param artifacts those at hand; a statement whose artifact is not among them is refused, for `artifact` entries
 * @throws as `judgeEachStatement`, so where every statement is refused as well; MismatchError `artifact/mismatch` of an artifact that no
 *   accepted statement proves
 */
export async function judgeAggregateUnder(
  kind: EntryKind,
  receipt: Uint8Array,
  { policy, schedule, any }: Rules,
  artifacts: readonly Named[] = [],
): Promise<JudgedOne[]> {
  // By the statement's position: each is asked about once, in their order.
  const environments: (string | undefined)[] = [];
  const judged = await judgeEachStatement(
    kind,
    receipt,
    policy,
    (statement) => {
      const at = environments.push(undefined) - 1;
      // A refusal counts for no environment: no contract runs by it.
      if (schedule === undefined || kind === 'rejected') return policy;
      const under = policyUnderStatement(statement, schedule.schedule, schedule.session, policy);
      environments[at] = under.environment;
      return under.policy;
    },
    any,
  );
  const lengths = new Map(artifacts.map(({ digest, length }) => [digest, `${length}`]));
  const proved = new Set(judged.map((one) => ('entry' in one ? one.entry.artifactDigest : undefined)));
  const stray = artifacts.findIndex(({ digest }) => !proved.has(digest));
  if (kind === 'artifact' && stray >= 0) {
    throw new MismatchError(
      'artifact/mismatch',
      `artifact ${stray + 1} of those given is that of no accepted statement`,
      { hint: 'Get the artifact from whoever published the receipt.' },
    );
  }
  const outcomes = judged.map((one): JudgedOne => {
    const { index: statement } = one;
    if ('error' in one) return { statement, error: one.error };
    const { artifactDigest = '', artifactBytes } = one.entry;
    if (kind === 'artifact' && lengths.get(artifactDigest) !== artifactBytes) {
      return { statement, error: artifactMissing(statement) };
    }
    const environment = environments[statement];
    if (environment === undefined || schedule === undefined)
      return { statement, judged: { entry: one.entry } };
    return { statement, judged: { entry: one.entry, environment, session: schedule.session } };
  });
  const [first] = outcomes;
  if (first !== undefined && 'error' in first && outcomes.every((one) => 'error' in one)) throw first.error;
  return outcomes;
}

function artifactMissing(statement: number): MismatchError {
  return new MismatchError(
    'artifact/mismatch',
    `the artifact that statement ${statement} proves was not given`,
    {
      hint: 'Give the artifact of each statement whose artifact is to be accepted.',
    },
  );
}

/** What came of one statement: stored, known before, or refused. */
export type Accepted =
  | { statement: number; judged: Judged; entry: Entry; path: string; fresh: boolean }
  | { statement: number; error: { code: string; message: string; hint?: string } };

/**
 * Stores what was judged good, one statement after the other; each is on disk before the next is begun.
 *
 * @param artifactOf an artifact by its digest
 * @throws as `NodeStore.put`; what was stored until then stays, and is known when the aggregate comes again
 */
export async function putStatements(
  store: NodeStore,
  receipt: Uint8Array,
  outcomes: readonly (
    | { statement: number; judged: Judged }
    | { statement: number; error: Extract<Accepted, { error: object }>['error'] }
  )[],
  artifactOf: (digest: string) => NonNullable<EntryFiles['artifact.cwasm']>,
): Promise<Accepted[]> {
  const accepted: Accepted[] = [];
  for (const outcome of outcomes) {
    if ('error' in outcome) {
      accepted.push(outcome);
      continue;
    }
    const { statement, judged } = outcome;
    const { entry, ...under } = judged;
    const { kind, artifactDigest } = entry;
    const artifact =
      kind === 'artifact' && artifactDigest !== undefined ? artifactOf(artifactDigest) : undefined;
    const files = { receipt, ...(artifact === undefined ? {} : { 'artifact.cwasm': artifact }) };
    const placed = await store.put(entry, files, { ...under, acceptedAt: new Date().toISOString() });
    accepted.push({ statement, judged, ...placed });
  }
  return accepted;
}

/**
 * `judgeAggregateUnder`, and what it concluded in a store.
 *
 * @throws as these
 */
export async function acceptAggregateInto(
  store: NodeStore,
  kind: EntryKind,
  files: { receipt: Uint8Array; artifacts?: readonly Uint8Array[] },
  rules: Rules,
): Promise<Accepted[]> {
  const { receipt, artifacts = [] } = files;
  const byDigest = new Map(artifacts.map((bytes) => [toHex(sha256(bytes)), bytes]));
  const named = [...byDigest].map(([digest, { length }]) => ({ digest, length }));
  const judged = await judgeAggregateUnder(kind, receipt, rules, named);
  const outcomes = judged.map((one) =>
    'error' in one ? { statement: one.statement, error: one.error.toJSON() } : one,
  );
  return putStatements(store, receipt, outcomes, (digest) => byDigest.get(digest) ?? new Uint8Array());
}
