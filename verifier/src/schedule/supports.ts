/** What a node can run of what a schedule asks for, and what it says where it cannot. */
import * as z from '../../embedded/zod.js';
import { nameSchema, u64 } from '../environment/environmentSchema.js';
import { ScheduleError } from '../errors/base.js';
import { toHex } from '../util/hex.js';
import { strictFields, strictList } from '../util/strictJson.js';
import { type Cell, cellsRunning } from './cells.js';
import type { Schedule } from './schedule.js';
import { boundariesOf, historyOf } from './standing.js';

const hostApi = z.int().nonnegative().max(0xffff_ffff);
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

const nodeSchema = strictFields({
  /** Target triples whose code it can run: its own machine's, and that of a portable interpreter it has. */
  targets: strictList(nameSchema),
  /** Compilers whose artifacts it can run, as `NAME VERSION`. */
  versions: strictList(z.string()),
  /** Digests of the artifact profiles that it knows; left out: all of those versions. */
  profiles: strictList(digest).optional(),
  /** Versions of the host functions that it has. */
  hostApis: strictList(hostApi),
  /** Most stack and memory that it can give, bytes; left out: enough for all. */
  stackBytes: u64.optional(),
  memoryBytes: u64.optional(),
});
/** What a node has, as JSON has it. */
export type NodeHasInput = z.input<typeof nodeSchema>;
/** What a node has. */
export type NodeHas = z.output<typeof nodeSchema>;

/** What a node lacks of an environment. */
export type Want = 'target' | 'version' | 'profile' | 'hostApi' | 'stackBytes' | 'memoryBytes';

/** A version that a node cannot run. */
export interface Lack {
  readonly version: string;
  /** Environments of it that fall short, and of what; those of the node's targets, or all where it has none of the targets. */
  readonly environments: readonly { readonly hash: string; readonly wants: readonly Want[] }[];
}

/**
 * A node in a session. `ready`: it runs every version that contracts run under. `abstains`: it does not, and says so; that is
 * neither for nor against anything. `idle`: nothing runs in that session.
 */
export interface Support {
  readonly session: bigint;
  readonly answer: 'ready' | 'abstains' | 'idle';
  /** Versions that it runs. */
  readonly runs: readonly string[];
  readonly lacks: readonly Lack[];
}

/**
 * JSON → what a node has.
 *
 * @throws ScheduleError `schedule/invalid`
 */
export function nodeHas(value: unknown): NodeHas {
  const parsed = nodeSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'node' : issue.path.join('.');
  throw new ScheduleError(
    'schedule/invalid',
    `what the node has is not valid: ${where}: ${issue?.message ?? 'wrong shape'}`,
  );
}

/**
 * Whether a node can run what the schedule runs in a session. A version counts as run where for one of the node's targets
 * every environment of it is: then it is ready for any contract.
 */
export function supports(schedule: Schedule, session: bigint, has: NodeHas): Support {
  const byVersion = new Map<string, Cell[]>();
  for (const cell of cellsRunning(schedule, session)) {
    byVersion.set(cell.version, [...(byVersion.get(cell.version) ?? []), cell]);
  }
  const runs: string[] = [];
  const lacks: Lack[] = [];
  for (const [version, cells] of byVersion) {
    const own = cells.filter(({ target }) => has.targets.includes(target));
    const fallsShort = (cell: Cell) =>
      cell.environments
        .map((hash) => ({ hash, wants: wantsOf(schedule, hash, has) }))
        .filter(({ wants }) => wants.length > 0);
    if (own.some((cell) => fallsShort(cell).length === 0)) runs.push(version);
    else lacks.push({ version, environments: (own.length > 0 ? own : cells).flatMap(fallsShort) });
  }
  const answer = byVersion.size === 0 ? 'idle' : lacks.length === 0 ? 'ready' : 'abstains';
  return { session, answer, runs, lacks };
}

/**
 * What a node says before it is asked: this session, and each later one in which its answer or what it lacks will be
 * another, as far as the schedule goes.
 */
export function supportAhead(schedule: Schedule, now: bigint, has: NodeHas): Support[] {
  const said: Support[] = [];
  for (const session of [now, ...boundariesOf(schedule).filter((boundary) => boundary > now)]) {
    const support = supports(schedule, session, has);
    const last = said.at(-1);
    if (last === undefined || !sameSupport(last, support)) said.push(support);
  }
  return said;
}

/**
 * What a node lacks to run an environment; nothing where it can.
 *
 * @throws ScheduleError `schedule/unknown-environment`
 */
export function wantsOf(schedule: Schedule, hash: string, has: NodeHas): Want[] {
  const { environment } = historyOf(schedule, hash);
  const { compiler, target, profile, hostApi: api, stackBytes, memoryBytes } = environment;
  const over = (needs: bigint, most: bigint | undefined) => most !== undefined && needs > most;
  const wants: [Want, boolean][] = [
    ['target', !has.targets.includes(target)],
    ['version', !has.versions.includes(`${compiler.name} ${compiler.version}`)],
    ['profile', has.profiles !== undefined && !has.profiles.includes(toHex(profile))],
    ['hostApi', !has.hostApis.includes(api)],
    ['stackBytes', over(stackBytes, has.stackBytes)],
    ['memoryBytes', over(memoryBytes, has.memoryBytes)],
  ];
  return wants.filter(([, lacking]) => lacking).map(([want]) => want);
}

function sameSupport(a: Support, b: Support): boolean {
  const text = ({ answer, runs, lacks }: Support) => JSON.stringify([answer, runs, lacks]);
  return text(a) === text(b);
}
