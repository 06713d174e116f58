/** What a contract is in a session: a function of the schedule, and of the environments that it has receipts for. */
import { activationOf, type Cell, cellsAsked, cellsRunning } from './cells.js';
import type { Schedule } from './schedule.js';
import { historyOf, runsContracts } from './standing.js';

/**
 * `fit`: it has receipts for every cell that the schedule asks for. `behind`: it has not, and runs all the same, under a version
 * that it has all receipts of. `frozen`: it ran once, or could have, and nothing that it has receipts for is left to run it: it
 * rests, and nothing of it is disputed. `unproved`: it never had what it takes.
 */
export type Fitness = 'fit' | 'behind' | 'frozen' | 'unproved';

/** A contract in a session. */
export interface ContractIn {
  readonly session: bigint;
  readonly fitness: Fitness;
  /** What the schedule asks for. */
  readonly asked: readonly Cell[];
  /** Of these, what there is no receipt for. */
  readonly missing: readonly Cell[];
  /** The version that all nodes run it under; undefined where none is left. */
  readonly version: string | undefined;
  /** By target: the environment that nodes of that target run it under. */
  readonly environments: ReadonlyMap<string, string>;
}

/**
 * What a contract is in a session: whether receipts cover all that the schedule asks for, and under what it runs.
 *
 * @param receipts hashes of the environments that receipts of the contract were accepted under, by the session asked for
 * @throws ScheduleError `schedule/unknown-environment`
 */
export function contractIn(schedule: Schedule, session: bigint, receipts: Iterable<string>): ContractIn {
  const held = new Set(receipts);
  for (const hash of held) historyOf(schedule, hash);
  const asked = cellsAsked(schedule, session);
  const missing = asked.filter((cell) => chosen(cell, held) === undefined);
  const running = versionThatRuns(schedule, session, held);
  const fit = asked.length > 0 && missing.length === 0;
  const fitness = fit ? 'fit' : running !== undefined ? 'behind' : restOf(schedule, session, held);
  return {
    session,
    fitness,
    asked,
    missing,
    version: running?.version,
    environments: running?.environments ?? new Map(),
  };
}

/**
 * The newest version of which the contract has a receipt for every target that the version runs on in this session. All
 * nodes find the same one, whatever their machine: it does not depend on who asks.
 */
function versionThatRuns(
  schedule: Schedule,
  session: bigint,
  held: ReadonlySet<string>,
): { version: string; environments: Map<string, string> } | undefined {
  const byVersion = new Map<string, Cell[]>();
  for (const cell of cellsRunning(schedule, session)) {
    byVersion.set(cell.version, [...(byVersion.get(cell.version) ?? []), cell]);
  }
  let best: { version: string; environments: Map<string, string>; active: bigint } | undefined;
  for (const [version, cells] of byVersion) {
    const environments = new Map<string, string>();
    for (const cell of cells) {
      const hash = chosen(cell, held);
      if (hash !== undefined) environments.set(cell.target, hash);
    }
    const active = activationOf(schedule, version) ?? -1n;
    // Of two that became active at once, the one that was introduced later.
    const newer = best === undefined || active >= best.active;
    if (environments.size === cells.length && newer) best = { version, environments, active };
  }
  return best === undefined ? undefined : { version: best.version, environments: best.environments };
}

/** Of the environments of a cell that the contract has a receipt for, the one that became active last. */
function chosen({ environments }: Cell, held: ReadonlySet<string>): string | undefined {
  return environments.find((hash) => held.has(hash));
}

/** Whether what cannot run has run, or could have: then what was accepted lies frozen. */
function restOf(schedule: Schedule, session: bigint, held: ReadonlySet<string>): Fitness {
  for (const hash of held) {
    const { ranges, revoked } = historyOf(schedule, hash);
    const begun = ranges.some(({ state, from }) => from <= session && runsContracts(state));
    if (begun || (revoked !== undefined && revoked.from <= session)) return 'frozen';
  }
  return 'unproved';
}
