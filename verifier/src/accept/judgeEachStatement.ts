import type { FoldedStatement } from '../aggregate/aggregate.js';
import {
  type StatementOutcome,
  throwIfAllRefused,
  verifyEachStatement,
} from '../aggregate/verifyAggregate.js';
import { VerifierError } from '../errors/base.js';
import { type BoundsNeed, checkBoundsImage, checkBoundsPolicy } from '../policy/checkBounds.js';
import type { Policy } from '../policy/policy.js';
import { conclude } from './accept.js';
import type { Entry, EntryKind } from './entry.js';

/** What is accepted of one statement of an aggregate, or why it is not. */
export type JudgedStatement = { index: number; entry: Entry } | { index: number; error: VerifierError };

/**
 * What is accepted where each statement of an aggregate is accepted as `kind`, one by one, but for the bytes of artifacts. The seal is
 * verified once.
 *
 * @param under the policy that a statement is accepted under; what it throws is that statement's refusal
 * @throws as `verifyAggregate`; the first statement's refusal where all are refused
 */
export async function judgeEachStatement(
  kind: EntryKind,
  receipt: Uint8Array,
  policy: Policy,
  under: (statement: FoldedStatement) => Policy = () => policy,
  any: readonly BoundsNeed[] = [],
): Promise<JudgedStatement[]> {
  const outcomes = await verifyEachStatement(receipt, policy, (statement) => {
    const own = under(statement);
    if (kind === 'bounds') checkBoundsPolicy(own, any);
    return own;
  });
  const judged: JudgedStatement[] = [];
  for (const outcome of outcomes) judged.push(await concluded(kind, receipt, outcome));
  throwIfAllRefused(judged);
  return judged;
}

async function concluded(
  kind: EntryKind,
  receipt: Uint8Array,
  outcome: StatementOutcome,
): Promise<JudgedStatement> {
  if ('error' in outcome) return outcome;
  const { index, policy, verified } = outcome;
  try {
    if (kind === 'bounds') await checkBoundsImage(verified.image);
    return { index, entry: conclude(kind, receipt, verified, policy).entry };
  } catch (error) {
    if (error instanceof VerifierError) return { index, error };
    throw error;
  }
}
