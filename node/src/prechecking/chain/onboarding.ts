/** How paras come and go. */
import { ChainError } from '../../errors/base.js';
import { codeHash } from '../codeHash.js';
import { decreaseReferences, increaseReferences } from './codes.js';
import { queueAction, SESSION_DELAY } from './effects.js';
import { notePastCode } from './pastCode.js';
import type { ParaId, ParaKind } from './state.js';
import { paraOf, step, type Work } from './step.js';
import { kickOff } from './votes.js';

/** What a para begins with. */
export interface ParaGenesis {
  kind: ParaKind;
  head: Uint8Array;
  code: Uint8Array;
}

/**
 * Registers a para. It is onboarded when its code was accepted, and two sessions have passed.
 *
 * @throws ChainError `chain/cannot-onboard`
 */
export const scheduleOnboarding = step((work, id: ParaId, { kind, head, code }: ParaGenesis) => {
  if (work.state.paras.get(id)?.lifecycle !== undefined) {
    throw new ChainError('chain/cannot-onboard', `para ${id} is registered already`, {
      hint: 'Choose another para, or send this one away first.',
    });
  }
  if (code.length === 0) {
    throw new ChainError('chain/cannot-onboard', `para ${id} has no code`, {
      hint: 'Register it with its code.',
    });
  }
  const hash = codeHash(code);
  const para = paraOf(work, id);
  para.lifecycle = 'onboarding';
  para.upcoming = { kind, head: head.slice() };
  para.currentCode = hash;
  kickOff(work, { kind: 'onboarding', para: id }, hash, code);
});

/**
 * Sends a para away, in two sessions. Nothing happens where there is none.
 *
 * @throws ChainError `chain/cannot-offboard`
 */
export const scheduleOffboarding = step((work, id: ParaId) => {
  const { state } = work;
  const para = state.paras.get(id);
  if (para?.futureCode !== undefined && state.votes.has(para.futureCode)) {
    throw new ChainError('chain/cannot-offboard', `the next code of para ${id} is voted on`, {
      hint: 'Ask again when the vote has ended.',
    });
  }
  if (para?.lifecycle === undefined) return;
  if (para.lifecycle !== 'parachain' && para.lifecycle !== 'parathread') {
    throw new ChainError('chain/cannot-offboard', `para ${id} is ${para.lifecycle}`, {
      hint: 'Ask again when it has been onboarded; who is on the way out need not ask.',
    });
  }
  para.lifecycle = `offboarding-${para.lifecycle}`;
  queueAction(work, state.session + SESSION_DELAY, id);
});

/** A session's start: what was queued for it comes and goes. */
export function applyActions(work: Work): void {
  const { state } = work;
  const queued = [...(state.actions.get(state.session) ?? [])];
  state.actions.delete(state.session);
  for (const id of queued) {
    const lifecycle = state.paras.get(id)?.lifecycle;
    if (lifecycle === 'onboarding') onboard(work, id);
    if (lifecycle === 'offboarding-parachain' || lifecycle === 'offboarding-parathread') offboard(work, id);
  }
}

/** A para of the first block, which nobody votes on. */
export function initializeNow(work: Work, id: ParaId, { kind, head, code }: ParaGenesis): void {
  const hash = codeHash(code);
  increaseReferences(work, hash, code);
  const para = paraOf(work, id);
  para.lifecycle = kind;
  para.currentCode = hash;
  para.head = head.slice();
  para.mostRecentContext = 0;
}

function onboard(work: Work, id: ParaId): void {
  const para = paraOf(work, id);
  if (para.upcoming === undefined) return;
  para.lifecycle = para.upcoming.kind;
  para.head = para.upcoming.head;
  para.mostRecentContext = 0;
  delete para.upcoming;
  work.emit({ kind: 'onboarded', para: id });
}

function offboard(work: Work, id: ParaId): void {
  const { state } = work;
  const { futureCode, currentCode } = paraOf(work, id);
  if (futureCode !== undefined) decreaseReferences(work, futureCode);
  if (currentCode !== undefined) notePastCode(work, id, state.now, state.now, currentCode);
  state.paras.delete(id);
  for (const list of ['goAheads', 'directUpgrades', 'cooldowns'] as const) {
    state[list] = state[list].filter(({ para }) => para !== id);
  }
  work.emit({ kind: 'offboarded', para: id });
}
