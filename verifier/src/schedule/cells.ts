/**
 * Versions and cells. A version is a compiler by name and exact version; a cell is one version for one target. Environments of one
 * cell (two profiles, say) are alternatives: a contract needs a receipt for one of them.
 */
import type { Environment } from '../environment/environment.js';
import type { Schedule } from './schedule.js';
import { environmentsOf, runsContracts, type Standpoint } from './standing.js';

/** One version for one target, in a session. */
export interface Cell {
  /** Name and version of the compiler, as in `wasmtime 48.0.8`. */
  readonly version: string;
  readonly target: string;
  /** Hashes of the environments that any one receipt may be for, the one that became active last in front. */
  readonly environments: readonly string[];
}

/** Name and version of an environment's compiler. */
export function versionOf({ compiler }: Environment): string {
  return `${compiler.name} ${compiler.version}`;
}

/** The cells that a contract needs receipts for in a session: those with an active environment, in the schedule's order. */
export function cellsAsked(schedule: Schedule, session: bigint): Cell[] {
  return cellsOf(environmentsOf(schedule, session).filter(({ standing }) => standing === 'active'));
}

/** The cells under which contracts can run in a session, active and execute-only. */
export function cellsRunning(schedule: Schedule, session: bigint): Cell[] {
  return cellsOf(environmentsOf(schedule, session).filter(({ standing }) => runsContracts(standing)));
}

/** When a version first became active, by the schedule alone; versions that never do come last. */
export function activationOf(schedule: Schedule, version: string): bigint | undefined {
  let first: bigint | undefined;
  for (const { environment, ranges } of schedule.environments.values()) {
    if (versionOf(environment) !== version) continue;
    const from = ranges.find(({ state }) => state === 'active')?.from;
    if (from !== undefined && (first === undefined || from < first)) first = from;
  }
  return first;
}

function cellsOf(standpoints: readonly Standpoint[]): Cell[] {
  const cells = new Map<string, { version: string; target: string; members: Standpoint[] }>();
  for (const one of standpoints) {
    const { environment } = one.history;
    const [version, { target }] = [versionOf(environment), environment];
    const key = `${version}\n${target}`;
    const cell = cells.get(key) ?? { version, target, members: [] };
    cell.members.push(one);
    cells.set(key, cell);
  }
  return [...cells.values()].map(({ version, target, members }) => ({
    version,
    target,
    environments: members.sort(newestFirst).map(({ hash }) => hash),
  }));
}

/** By the session in which it became active, then by its place in the schedule. */
function newestFirst({ history: a }: Standpoint, { history: b }: Standpoint): number {
  const active = ({ ranges }: typeof a) => ranges.find(({ state }) => state === 'active')?.from ?? -1n;
  const [of, other] = [active(a), active(b)];
  return of === other ? b.index - a.index : of > other ? -1 : 1;
}
