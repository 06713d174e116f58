/** Time: blocks and sessions. A block ends, a session may begin, the next block begins. */
import type { ValidatorKey } from '../keys.js';
import { type ChainConfiguration, makeConfiguration } from './configuration.js';
import { applyActions, initializeNow, type ParaGenesis } from './onboarding.js';
import { pruneOldCode } from './pastCode.js';
import type { ChainState, ParaId } from './state.js';
import { step } from './step.js';
import { applyDirectUpgrades, liftRestrictions, signalGoAheads } from './upgrades.js';
import { groomVotes } from './votes.js';

/** What a chain starts with. */
export interface Genesis {
  configuration?: ChainConfiguration;
  paras?: readonly (readonly [ParaId, ParaGenesis])[];
  validators?: readonly ValidatorKey[];
}

/** What a session brings. */
export interface SessionChange {
  validators: readonly ValidatorKey[];
  /** Left out: as it was. */
  configuration?: ChainConfiguration;
}

/** The chain before its first block. */
export function genesis({
  configuration = makeConfiguration(),
  paras = [],
  validators = [],
}: Genesis = {}): ChainState {
  const empty: ChainState = {
    now: 0,
    session: 0,
    validators: [...validators],
    configuration,
    votes: new Map(),
    codes: new Map(),
    paras: new Map(),
    actions: new Map(),
    pastCode: new Map(),
    pruning: [],
    goAheads: [],
    directUpgrades: [],
    cooldowns: [],
  };
  return step((work) => {
    for (const [id, para] of paras) initializeNow(work, id, para);
  })(empty).state;
}

/** The end of the block that is. */
export const endBlock = step(liftRestrictions);

/** Between two blocks: the next session. Who was queued for it comes or goes before votes are looked at. */
export const newSession = step((work, { validators, configuration }: SessionChange) => {
  const { state } = work;
  state.session += 1;
  state.validators = [...validators];
  if (configuration !== undefined) state.configuration = configuration;
  applyActions(work);
  groomVotes(work);
});

/** The start of the next block. */
export const beginBlock = step((work) => {
  work.state.now += 1;
  pruneOldCode(work);
  signalGoAheads(work);
  applyDirectUpgrades(work);
});
