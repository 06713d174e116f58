/** Votes of a whole network on the cases of one scenario, counted by the chain's own state machine. */
import {
  beginBlock,
  endBlock,
  genesis,
  makeConfiguration,
  newSession,
  scheduleOnboarding,
} from '../prechecking/chain/index.js';
import { castBallots } from '../prechecking/chain/statements.js';
import { type ChainEvent, step } from '../prechecking/chain/step.js';
import { codeHash } from '../prechecking/codeHash.js';
import type { Case } from './cases.js';
import { type Judgement, type JudgingContext, judgementOf } from './judging.js';
import type { Validator } from './network.js';

/** How the vote on a case went. */
export interface Vote {
  case: Case;
  decision: 'accepted' | 'rejected' | 'expired';
  /** Blocks from registration to decision. */
  blocks: number;
  /** Session boundaries between the two. */
  sessions: number;
  /** Ballots cast in the deciding session. */
  ballots: { for: number; against: number };
  /** Of every validator that is online; also those that came too late. */
  judgements: (Judgement | undefined)[];
}

const castAll = step(castBallots);
const HEAD = new Uint8Array();

/** Votes of all validators on all cases, in the order of the cases. */
export function runVotes(
  cases: readonly Case[],
  network: readonly Validator[],
  context: JudgingContext,
): Vote[] {
  const { settings, figures } = context;
  const blockSeconds = figures.published.blockSeconds.value;
  const sessionBlocks = settings.sessionBlocks ?? figures.published.sessionBlocks.value;
  const validators = network.map(({ index }) => index.toString(16).padStart(64, '0'));
  let state = genesis({ configuration: makeConfiguration({ votingTtl: settings.votingTtl }), validators });
  const freeAt = network.map(() => 0);
  const running = new Map<string, { vote: Vote; since: number; ready: Validator[]; next: number }>();
  const done: Vote[] = [];

  const finish = (events: readonly ChainEvent[]) => {
    for (const event of events) {
      if (event.kind !== 'check-accepted' && event.kind !== 'check-rejected') continue;
      const entry = running.get(event.code);
      if (entry === undefined) continue;
      const { vote, since } = entry;
      vote.blocks = state.now - vote.case.block;
      vote.sessions = state.session - since;
      vote.decision = event.kind === 'check-accepted' ? 'accepted' : 'rejected';
      running.delete(event.code);
      done.push(vote);
    }
  };

  const lastBlock = Math.max(...cases.map(({ block }) => block)) + sessionBlocks * (settings.votingTtl + 1);
  while (state.now < lastBlock && done.length < cases.length) {
    state = endBlock(state).state;
    if ((state.now + 1) % sessionBlocks === 0) {
      const change = newSession(state, { validators });
      state = change.state;
      for (const { vote } of running.values()) vote.ballots = { for: 0, against: 0 };
      const expired = new Set(
        change.events.flatMap((event) => (event.kind === 'check-rejected' ? [event.code] : [])),
      );
      finish(change.events);
      for (const vote of done) if (expired.has(hashOf(vote.case))) vote.decision = 'expired';
      for (const entry of running.values()) entry.next = 0;
    }
    state = beginBlock(state).state;
    for (const one of cases.filter(({ block }) => block === state.now)) {
      state = scheduleOnboarding(state, done.length + running.size, {
        kind: 'parachain',
        head: HEAD,
        code: bytesOf(one),
      }).state;
      const judgements = network.map((validator, i) => {
        if (!validator.online) return undefined;
        const judgement = judgementOf(one, validator, state.now * blockSeconds, freeAt[i] ?? 0, context);
        if (judgement.native) freeAt[i] = judgement.at;
        return judgement;
      });
      const at = ({ index }: Validator) => judgements[index]?.at ?? Number.POSITIVE_INFINITY;
      const ready = network.filter(({ online }) => online).sort((a, b) => at(a) - at(b) || a.index - b.index);
      const vote: Vote = {
        case: one,
        decision: 'expired',
        blocks: 0,
        sessions: 0,
        ballots: { for: 0, against: 0 },
        judgements,
      };
      running.set(hashOf(one), { vote, since: state.session, ready, next: 0 });
    }
    for (const [code, entry] of [...running]) {
      const { vote, ready } = entry;
      // A judgement of one block's time is signed, spread, and included in the next block.
      const until = (state.now - 1) * blockSeconds;
      const ballots: [number, boolean][] = [];
      for (const { index } of ready.slice(entry.next)) {
        const judgement = vote.judgements[index];
        if (judgement === undefined || judgement.at > until) break;
        ballots.push([index, judgement.accept]);
      }
      if (ballots.length === 0) continue;
      const after = castAll(state, code, ballots);
      const { counted } = after.value;
      state = after.state;
      entry.next += counted;
      for (const [, accept] of ballots.slice(0, counted)) vote.ballots[accept ? 'for' : 'against'] += 1;
      finish(after.events);
    }
  }
  return cases.map((one) => done.find((vote) => vote.case === one) as Vote);
}

function bytesOf({ name, block }: Case): Uint8Array {
  return new TextEncoder().encode(`${block} ${name}`);
}

function hashOf(one: Case): string {
  return codeHash(bytesOf(one));
}
