/** Votes of validators, checked in the peer's order; the first thing that is wrong is the answer. */
import { fromHex } from '@zkcwasm/verifier/internal';
import { StatementError } from '../../errors/base.js';
import type { CodeHash } from '../codeHash.js';
import { type VerifySignature, verifySr25519 } from '../keys.js';
import { type Statement, signingPayload } from '../statement.js';
import { decisionOf, tallyOf } from './quorum.js';
import type { ChainState, Vote } from './state.js';
import { step, type Work } from './step.js';
import { conclude } from './votes.js';

/** What a transaction pool answers; `custom` has the peer's numbers. */
export type PoolCode = 'stale' | 'future' | 'bad-proof' | `custom ${1 | 2 | 3}`;

/** What including a vote did. Only the vote that decides pays for the effects; the others are charged for a ballot. */
export interface Included {
  decision?: 'accepted' | 'rejected';
  charge: 'ballot' | 'whole';
}

const POOL_CODES = {
  'statement/stale': 'stale',
  'statement/future': 'future',
  'statement/validator-index': 'custom 1',
  'statement/signature': 'bad-proof',
  'statement/subject': 'custom 2',
  'statement/double-vote': 'custom 3',
} as const satisfies Partial<Record<StatementError['code'], PoolCode>>;

/**
 * Holds a statement against the chain.
 *
 * @throws StatementError `statement/stale`, `statement/future`, `statement/validator-index`, `statement/signature`,
 *   `statement/subject`, `statement/double-vote`, in this order; `statement/malformed` beside the signature
 */
export function checkStatement(
  state: ChainState,
  statement: Statement,
  signature: Uint8Array,
  verify: VerifySignature = verifySr25519,
): Vote {
  const { sessionIndex, validatorIndex, subject } = statement;
  if (sessionIndex < state.session) {
    throw new StatementError(
      'statement/stale',
      `the vote is for session ${sessionIndex}, and it is ${state.session}`,
      { hint: 'Sign it anew for this session.' },
    );
  }
  if (sessionIndex > state.session) {
    throw new StatementError(
      'statement/future',
      `the vote is for session ${sessionIndex}, and it is ${state.session}`,
      { hint: 'Hand it in again when that session has begun.' },
    );
  }
  const key = state.validators[validatorIndex];
  if (key === undefined) throw noValidator(validatorIndex, state.validators.length);
  const bytes = fromHex(key, 32);
  if (bytes === undefined || !verify(signingPayload(statement), signature, bytes)) {
    throw new StatementError(
      'statement/signature',
      `the signature is not that of validator ${validatorIndex}`,
      { hint: 'Sign the payload of this very statement with the key of that index in this session.' },
    );
  }
  const vote = state.votes.get(subject);
  if (vote === undefined) {
    throw new StatementError('statement/subject', `there is no vote on code ${subject}`, {
      hint: 'It may have been decided: pendingVotes tells which run.',
    });
  }
  if (validatorIndex >= vote.ballots.length) throw noValidator(validatorIndex, vote.ballots.length);
  if (vote.ballots[validatorIndex] !== undefined) {
    throw new StatementError(
      'statement/double-vote',
      `validator ${validatorIndex} has voted on code ${subject} in session ${sessionIndex}`,
      { hint: 'The first vote stands; it cannot be taken back in this session.' },
    );
  }
  return vote;
}

/** The same check, as a transaction pool makes it before it lets a vote in; undefined where it may. */
export function poolCode(
  state: ChainState,
  statement: Statement,
  signature: Uint8Array,
  verify?: VerifySignature,
): PoolCode | undefined {
  try {
    checkStatement(state, statement, signature, verify);
    return undefined;
  } catch (error) {
    if (!(error instanceof StatementError)) throw error;
    const code = POOL_CODES[error.code as keyof typeof POOL_CODES];
    // What has no bytes to sign has no proof either.
    return code ?? 'bad-proof';
  }
}

/**
 * Counts a validator's vote, and enacts the decision if it is the deciding one.
 *
 * @throws StatementError as `checkStatement`
 */
export const includeStatement = step(
  (work, statement: Statement, signature: Uint8Array, verify?: VerifySignature): Included => {
    checkStatement(work.state, statement, signature, verify);
    return castBallot(work, statement.subject, statement.validatorIndex, statement.accept);
  },
);

/** Counts a vote that was checked, and enacts the decision if it is the deciding one. */
export function castBallot(work: Work, subject: CodeHash, validator: number, accept: boolean): Included {
  const { decision } = castBallots(work, subject, [[validator, accept]]);
  return decision === undefined ? { charge: 'ballot' } : { decision, charge: 'whole' };
}

/** Counts votes that were checked, one after the other until one decides; says how many were counted. */
export function castBallots(
  work: Work,
  subject: CodeHash,
  votes: readonly (readonly [validator: number, accept: boolean])[],
): { counted: number; decision?: 'accepted' | 'rejected' } {
  const vote = work.state.votes.get(subject);
  if (vote === undefined) throw new RangeError(`there is no vote on code ${subject}`);
  // A plain copy: counting in a draft, ballot by ballot, would take very long for thousands of validators.
  const ballots = [...vote.ballots];
  const tally = tallyOf(ballots);
  for (const [i, [validator, accept]] of votes.entries()) {
    const side = accept ? 'for' : 'against';
    ballots[validator] = side;
    tally[side] += 1;
    const decision = decisionOf(tally, work.state.validators.length);
    if (decision === undefined) continue;
    vote.ballots = ballots;
    conclude(work, subject, decision);
    return { counted: i + 1, decision };
  }
  vote.ballots = ballots;
  return { counted: votes.length };
}

function noValidator(index: number, validators: number): StatementError {
  return new StatementError(
    'statement/validator-index',
    `there is no validator ${index}: there are ${validators}`,
    { hint: 'Indices are those of the validators of this session.' },
  );
}
