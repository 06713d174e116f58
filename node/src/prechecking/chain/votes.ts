/** Votes: how they start, go through sessions, and end. */
import { type CodeHash, codeHash } from '../codeHash.js';
import { increaseReferences } from './codes.js';
import { enactAccepted, enactRejected } from './effects.js';
import type { Cause, ChainState } from './state.js';
import { step, type Work } from './step.js';

/**
 * Makes sure that code is checked before a para may use it: joins the vote that runs, starts one, or accepts at once what is
 * stored without a vote, which has been checked before or was inserted as trusted. Either way the cause is one more user.
 */
export function kickOff(work: Work, cause: Cause, hash: CodeHash, bytes: Uint8Array): void {
  const { state } = work;
  work.emit({ kind: 'check-started', code: hash, para: cause.para });
  const running = state.votes.get(hash);
  if (running !== undefined) {
    running.causes.push(cause);
  } else if (state.codes.has(hash)) {
    enactAccepted(work, hash, [cause], 0);
  } else {
    const ballots = emptyBallots(state.validators.length);
    state.votes.set(hash, { ballots, age: 0, createdAt: state.now, causes: [cause] });
  }
  increaseReferences(work, hash, bytes);
}

/** Ends a vote with a decision. */
export function conclude(work: Work, hash: CodeHash, decision: 'accepted' | 'rejected'): void {
  const vote = work.state.votes.get(hash);
  if (vote === undefined) return;
  const { age } = vote;
  const causes = vote.causes.map((cause) => ({ ...cause }));
  work.state.votes.delete(hash);
  if (decision === 'accepted') enactAccepted(work, hash, causes, age);
  else enactRejected(work, hash, causes);
}

/** A session's end: votes grow older, are voted on anew by the new validators, or have had their time. */
export function groomVotes(work: Work): void {
  const { state } = work;
  for (const hash of pendingVotes(state)) {
    const vote = state.votes.get(hash);
    if (vote === undefined) continue;
    vote.age += 1;
    if (vote.age < state.configuration.votingTtl) vote.ballots = emptyBallots(state.validators.length);
    else conclude(work, hash, 'rejected');
  }
}

/** The codes that validators are to vote on, ascending. */
export function pendingVotes(state: Pick<ChainState, 'votes'>): CodeHash[] {
  return [...state.votes.keys()].sort();
}

/**
 * Root's word that code is good: ends its vote as accepted, or stores it without users, so that whoever asks for it gets it
 * at once.
 */
export const addTrustedCode = step((work, code: Uint8Array) => {
  const hash = codeHash(code);
  if (work.state.votes.has(hash)) conclude(work, hash, 'accepted');
  else if (!work.state.codes.has(hash)) work.state.codes.set(hash, { bytes: code.slice(), references: 0 });
});

/** Removes stored code that has no users. */
export const pokeUnusedCode = step(({ state }, hash: CodeHash) => {
  if (state.codes.get(hash)?.references === 0) state.codes.delete(hash);
});

function emptyBallots(validators: number): undefined[] {
  return Array.from({ length: validators }, () => undefined);
}
