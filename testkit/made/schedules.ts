import fc from 'fast-check';
import { LIMIT_NAMES, type ScheduleError } from '../../verifier/src/index.js';
import {
  type Change,
  type Environment,
  environmentHash,
  makeSchedule,
  type Revocation,
  type Schedule,
  STATES,
  type State,
  type StateRange,
} from '../../verifier/src/schedule/index.js';

const fill = (byte: number) => new Uint8Array(32).fill(byte);

/** An environment with changes. */
export function environment(changes: Partial<Environment> = {}): Environment {
  return {
    compiler: { name: 'wasmtime', version: '48.0.8' },
    imageId: fill(1),
    profile: fill(2),
    target: 'x86_64-unknown-linux-gnu',
    limits: { functions: 10_000n, heapBytes: 536_870_912n },
    imports: fill(3),
    hostApi: 1,
    stackBytes: 1_048_576n,
    memoryBytes: 67_108_864n,
    ...changes,
  };
}

/** An environment of a version for a target, and its hash. */
export function of(
  version: string,
  target = 'x86_64',
  changes: Partial<Environment> = {},
): [Environment, string] {
  const made = environment({ compiler: { name: 'wasmtime', version }, target, ...changes });
  return [made, environmentHash(made)];
}

/** Ranges of an environment from a list like `announced 3, active 5`. */
export function ranges(hash: string, text: string): StateRange[] {
  return text.split(', ').map((part) => {
    const [state, from] = part.split(' ');
    return { environment: hash, state: state as State, from: BigInt(from ?? '') };
  });
}

/** A change with what is named alone. */
export function change(decided: number, parts: Partial<Omit<Change, 'decided'>>): Change {
  return { decided: BigInt(decided), environments: [], ranges: [], revocations: [], ...parts };
}

/** A schedule of one change in session 0, with these environments and ranges. */
export function simple(
  ...parts: { of: readonly [Environment, string]; ranges: string; revoked?: number }[]
): Schedule {
  const revocations = parts.flatMap(({ of: [, hash], revoked }): Revocation[] =>
    revoked === undefined ? [] : [{ environment: hash, from: BigInt(revoked), advisory: 'EXAMPLE-1' }],
  );
  return makeSchedule([
    change(0, {
      environments: parts.map(({ of: [made] }) => made),
      ranges: parts.flatMap(({ of: [, hash], ranges: text }) => ranges(hash, text)),
      revocations,
    }),
  ]);
}

/** The code that work ends with. */
export function codeOf(work: () => unknown): string {
  try {
    work();
    return 'accepted';
  } catch (error) {
    return (error as ScheduleError).code ?? String(error);
  }
}

const u64 = fc.oneof(fc.bigInt({ min: 0n, max: 1000n }), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const name = fc.stringMatching(/^[!-~]{1,12}$/);

/** Any environment. */
export const anyEnvironment: fc.Arbitrary<Environment> = fc.record({
  compiler: fc.record({ name, version: name }),
  imageId: bytes32,
  profile: bytes32,
  target: name,
  limits: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...LIMIT_NAMES), u64), {
      selector: ([limit]) => limit,
      maxLength: 5,
    })
    .map((list) => Object.fromEntries(list)),
  imports: bytes32,
  hostApi: fc.integer({ min: 0, max: 0xffff_ffff }),
  stackBytes: u64,
  memoryBytes: u64,
});

/** A pool from which schedules take their environments: two targets, three versions, two profiles. */
const POOL = ['36.0.9', '48.0.8', '50.0.1'].flatMap((version) =>
  ['x86_64', 'aarch64'].flatMap((target) =>
    [5, 6].map((profile) => of(version, target, { profile: fill(profile) })),
  ),
);

interface Step {
  later: number;
  parts: { environment: number; lead: number; states: boolean[]; gaps: number[]; revoke: boolean }[];
}

const step: fc.Arbitrary<Step> = fc.record({
  later: fc.integer({ min: 1, max: 9 }),
  parts: fc.array(
    fc.record({
      environment: fc.nat(POOL.length - 1),
      lead: fc.integer({ min: 2, max: 12 }),
      states: fc.array(fc.boolean(), { minLength: STATES.length, maxLength: STATES.length }),
      gaps: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: STATES.length, maxLength: STATES.length }),
      revoke: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Any changes that keep the rules, of environments from a small pool. */
export const anyChanges: fc.Arbitrary<Change[]> = fc
  .array(step, { minLength: 1, maxLength: 6 })
  .map(changesOf)
  .filter((changes) => changes.length > 0);

/** Any schedule. */
export const anySchedule: fc.Arbitrary<Schedule> = anyChanges.map(makeSchedule);

/** Takes of each step what the rules allow after the ones before it. */
function changesOf(steps: Step[]): Change[] {
  const changes: Change[] = [];
  const state = new Map<string, { last: bigint; next: number; revoked: bigint | undefined }>();
  let decided = 0n;
  for (const { later, parts } of steps) {
    const known = new Set(state.keys());
    const made: { environments: Environment[]; ranges: StateRange[]; revocations: Revocation[] } = {
      environments: [],
      ranges: [],
      revocations: [],
    };
    const done = new Set<string>();
    for (const { environment: number, lead, states, gaps, revoke } of parts) {
      const [one, hash] = POOL[number] ?? of('48.0.8');
      if (done.has(hash)) continue;
      done.add(hash);
      const at = state.get(hash) ?? { last: -1n, next: 0, revoked: undefined };
      const wanted = STATES.flatMap((name_, i) => (states[i] && i >= at.next ? [{ name_, i }] : [])).filter(
        ({ name_ }) => at.revoked === undefined || name_ === 'retired',
      );
      let from = decided + BigInt(lead);
      if (from <= at.last) from = at.last + 1n;
      for (const { name_, i } of wanted) {
        made.ranges.push({ environment: hash, state: name_, from });
        at.last = from;
        at.next = i + 1;
        from += BigInt(gaps[i] ?? 1);
      }
      if (!known.has(hash) && wanted.length === 0) continue;
      if (!known.has(hash)) made.environments.push(one);
      const revokedFrom = decided + BigInt(lead);
      if (revoke && (at.revoked === undefined || revokedFrom < at.revoked)) {
        made.revocations.push({ environment: hash, from: revokedFrom, advisory: `EXAMPLE-${number}` });
        at.revoked = revokedFrom;
      }
      state.set(hash, at);
    }
    if (made.ranges.length + made.revocations.length > 0) changes.push({ decided, ...made });
    decided += BigInt(later);
  }
  return changes;
}
