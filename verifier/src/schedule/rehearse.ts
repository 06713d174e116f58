/** An upgrade before it happens: what each session boundary of a schedule does to environments and contracts. Only reckoned. */
import { type Cell, cellsAsked } from './cells.js';
import { contractIn, type Fitness } from './contractIn.js';
import type { Schedule } from './schedule.js';
import { boundariesOf, type Standing, standingOf } from './standing.js';

/** A contract as a rehearsal takes it. */
export interface RehearsedContract {
  /** For people: its name, or the digest of its module. */
  readonly name: string;
  /** Hashes of the environments that it has receipts for. */
  readonly receipts: readonly string[];
}

/** An environment whose standing a boundary changes. */
export interface StandingChange {
  readonly environment: string;
  readonly before: Standing | undefined;
  readonly after: Standing | undefined;
}

/** A contract whose fitness, or version, a boundary changes. */
export interface ContractChange {
  readonly name: string;
  readonly before: Fitness;
  readonly after: Fitness;
  /** Whether it ran before and no longer does, or was fit and is no longer. */
  readonly falls: boolean;
  readonly version: { readonly before: string | undefined; readonly after: string | undefined };
  /** What it would need to be fit. */
  readonly missing: readonly Cell[];
}

/** What a session boundary does. */
export interface Boundary {
  /** The first session in which it holds. */
  readonly session: bigint;
  readonly environments: readonly StandingChange[];
  /** Cells that are asked for from now on, and no longer. */
  readonly asks: readonly Cell[];
  readonly asksNoMore: readonly Cell[];
  readonly contracts: readonly ContractChange[];
  /** How many contracts there are of each fitness afterwards. */
  readonly fitness: Readonly<Record<Fitness, number>>;
}

/**
 * Goes through the boundaries of a schedule. Contracts keep the receipts that they have: it tells what happens if nobody proves
 * anything more.
 *
 * @param sessions the present one, whose boundary has been, and the last one to look at; left out: all boundaries
 * @throws ScheduleError `schedule/unknown-environment`
 */
export function rehearse(
  schedule: Schedule,
  contracts: readonly RehearsedContract[],
  { after, until }: { after?: bigint | undefined; until?: bigint | undefined } = {},
): Boundary[] {
  return boundariesOf(schedule)
    .filter(
      (session) => (after === undefined || session > after) && (until === undefined || session <= until),
    )
    .map((session) => boundaryAt(schedule, session, contracts));
}

/** Those of a rehearsal after which less than this share of contracts is fit, though something is asked of them. */
export function belowThreshold(boundaries: readonly Boundary[], share: number): Boundary[] {
  return boundaries.filter(({ fitness }) => {
    const all = Object.values(fitness).reduce((sum, count) => sum + count, 0);
    return all > 0 && fitness.fit / all < share;
  });
}

function boundaryAt(schedule: Schedule, session: bigint, contracts: readonly RehearsedContract[]): Boundary {
  // Before the first session nothing has begun.
  const earlier = session - 1n;
  const standings = [...schedule.environments.keys()].map((environment) => ({
    environment,
    before: standingOf(schedule, environment, earlier),
    after: standingOf(schedule, environment, session),
  }));
  const [asked, askedBefore] = [cellsAsked(schedule, session), cellsAsked(schedule, earlier)];
  const fitness: Record<Fitness, number> = { fit: 0, behind: 0, frozen: 0, unproved: 0 };
  const changes: ContractChange[] = [];
  // Most contracts of a corpus have the same receipts: each set is reckoned once.
  const reckoned = new Map<string, Omit<ContractChange, 'name'>>();
  for (const { name, receipts } of contracts) {
    const key = [...receipts].sort().join();
    const change = reckoned.get(key) ?? contractChange(schedule, session, receipts);
    reckoned.set(key, change);
    fitness[change.after] += 1;
    const { before, after } = change.version;
    if (change.before !== change.after || before !== after) changes.push({ name, ...change });
  }
  return {
    session,
    environments: standings.filter(({ before, after }) => before !== after),
    asks: asked.filter((cell) => !askedBefore.some((one) => sameCell(one, cell))),
    asksNoMore: askedBefore.filter((cell) => !asked.some((one) => sameCell(one, cell))),
    contracts: changes,
    fitness,
  };
}

function contractChange(
  schedule: Schedule,
  session: bigint,
  receipts: readonly string[],
): Omit<ContractChange, 'name'> {
  const [was, is] = [session - 1n, session].map((at) => contractIn(schedule, at, receipts));
  if (was === undefined || is === undefined) throw new RangeError('two sessions give two answers');
  const runs = (version: string | undefined) => version !== undefined;
  return {
    before: was.fitness,
    after: is.fitness,
    falls: (was.fitness === 'fit' && is.fitness !== 'fit') || (runs(was.version) && !runs(is.version)),
    version: { before: was.version, after: is.version },
    missing: is.missing,
  };
}

function sameCell(a: Cell, b: Cell): boolean {
  return a.version === b.version && a.target === b.target;
}
