/** What a decision does, for each cause that asked for it. */
import type { CodeHash } from '../codeHash.js';
import { decreaseReferences } from './codes.js';
import { insertDue } from './due.js';
import type { Cause, ParaId, SessionIndex } from './state.js';
import { forgetIfEmpty, paraOf, type Work } from './step.js';

/** Sessions between a request and its effect. */
export const SESSION_DELAY = 2;

/**
 * @param age session boundaries that the vote has seen: an onboarding has waited for as long, whenever it joined the vote
 */
export function enactAccepted(work: Work, code: CodeHash, causes: readonly Cause[], age: number): void {
  for (const cause of causes) {
    work.emit({ kind: 'check-accepted', code, para: cause.para });
    if (cause.kind === 'onboarding') {
      queueAction(work, work.state.session + Math.max(SESSION_DELAY - age, 1), cause.para);
    } else {
      scheduleSwitch(work, code, cause);
    }
  }
}

/** Takes back, for each cause, what was asked for: its user of the code, and with the last the code. */
export function enactRejected(work: Work, code: CodeHash, causes: readonly Cause[]): void {
  for (const cause of causes) {
    decreaseReferences(work, code);
    work.emit({ kind: 'check-rejected', code, para: cause.para });
    const para = paraOf(work, cause.para);
    if (cause.kind === 'onboarding') {
      delete para.upcoming;
      delete para.currentCode;
      delete para.lifecycle;
      forgetIfEmpty(work, cause.para);
    } else {
      para.signal = 'abort';
      delete para.futureCode;
    }
  }
}

/** Queues what a session's start does with a para, once. */
export function queueAction({ state }: Work, session: SessionIndex, para: ParaId): void {
  const queued = state.actions.get(session) ?? [];
  if (!queued.includes(para))
    state.actions.set(
      session,
      [...queued, para].sort((a, b) => a - b),
    );
}

function scheduleSwitch(work: Work, code: CodeHash, cause: Extract<Cause, { kind: 'upgrade' }>): void {
  const { state } = work;
  const { upgradeDelay, minimumUpgradeDelay } = state.configuration;
  const { para, includedAt, strategy } = cause;
  const expectedAt = Math.max(includedAt + upgradeDelay, state.now + minimumUpgradeDelay);
  if (strategy === 'at-block') {
    insertDue(state.directUpgrades, { para, at: expectedAt });
  } else {
    paraOf(work, para).upgradeExpectedAt = expectedAt;
    insertDue(state.goAheads, { para, at: expectedAt });
  }
  work.emit({ kind: 'upgrade-scheduled', code, para, expectedAt });
}
