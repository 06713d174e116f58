/** The state machine is pure: a call takes a state and gives another one, or throws and gives none. */
import { enableMapSet, produce } from 'immer';
import type { CodeHash } from '../codeHash.js';
import type { BlockNumber, ChainState, Para, ParaId } from './state.js';

enableMapSet();

/** What happened, in order. */
export type ChainEvent =
  | { kind: 'check-started' | 'check-accepted' | 'check-rejected'; code: CodeHash; para: ParaId }
  | { kind: 'upgrade-scheduled'; code: CodeHash; para: ParaId; expectedAt: BlockNumber }
  | { kind: 'code-switched'; code: CodeHash; para: ParaId }
  | { kind: 'onboarded' | 'offboarded'; para: ParaId };

/** A state under construction, and where events go. */
export interface Work {
  state: ChainState;
  emit(event: ChainEvent): void;
}

/** What a call gives. */
export interface Step<Value> {
  state: ChainState;
  events: ChainEvent[];
  value: Value;
}

/** Makes a pure call of work on a draft. Where the work throws, the state before is as it was. */
export function step<Parameters extends unknown[], Value>(
  work: (draft: Work, ...parameters: Parameters) => Value,
): (state: ChainState, ...parameters: Parameters) => Step<Value> {
  return (before, ...parameters) => {
    const events: ChainEvent[] = [];
    const result: { value?: Value } = {};
    const state = produce(before, (draft) => {
      // Drafts of this state have its very type: all of it may be written while it is one.
      result.value = work({ state: draft as ChainState, emit: (event) => events.push(event) }, ...parameters);
    });
    return { state, events, value: result.value as Value };
  };
}

/** The record of a para, made where there is none. */
export function paraOf({ state }: Work, id: ParaId): Para {
  const known = state.paras.get(id);
  if (known !== undefined) return known;
  state.paras.set(id, {});
  return state.paras.get(id) as Para;
}

/** Drops the record of a para that nothing is known about. */
export function forgetIfEmpty({ state }: Work, id: ParaId): void {
  const para = state.paras.get(id);
  if (para !== undefined && Object.values(para).every((value) => value === undefined)) state.paras.delete(id);
}
