/**
 * A schedule as people write and read it. Environments have labels of the writer's choice there, by which ranges and
 * revocations name them; the bytes have none, so a schedule that was read from bytes has hashes for labels.
 */
import * as z from '../../embedded/zod.js';
import { environmentHash } from '../environment/encodeEnvironment.js';
import type { Environment } from '../environment/environment.js';
import {
  type EnvironmentJson,
  environmentJson,
  environmentSchema,
  jsonNumber,
  nameSchema,
  u64,
} from '../environment/environmentSchema.js';
import { ScheduleError } from '../errors/base.js';
import { strictFields, strictList } from '../util/strictJson.js';
import { makeSchedule } from './makeSchedule.js';
import { type Change, type Schedule, STATES } from './schedule.js';

const HASH = /^[0-9a-f]{64}$/;

const labelled = z
  .custom<Record<string, EnvironmentJson>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  )
  .transform((object, context) => {
    const out = new Map<string, Environment>();
    for (const [label, value] of Object.entries(object)) {
      const parsed = environmentSchema.safeParse(value);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        context.addIssue({
          code: 'custom',
          message: issue?.message ?? 'wrong shape',
          path: [label.slice(0, 64), ...(issue?.path ?? [])],
        });
        return z.NEVER;
      }
      out.set(label, parsed.data);
    }
    return out;
  });

const parts = {
  ranges: strictList(
    strictFields({
      environment: nameSchema,
      state: z.enum(STATES, { error: `must be one of ${STATES.join(', ')}` }),
      from: u64,
    }),
  ).default([]),
  revocations: strictList(strictFields({ environment: nameSchema, from: u64, advisory: nameSchema })).default(
    [],
  ),
};

const scheduleSchema = strictFields({
  environments: labelled,
  changes: strictList(strictFields({ decided: u64, ...parts })),
});

const changeSchema = strictFields({ environments: labelled.default(new Map()), ...parts });

/** A schedule as JSON has it. */
export type ScheduleJson = z.input<typeof scheduleSchema>;
/** A change that is to be appended, as JSON has it. */
export type ChangeJson = z.input<typeof changeSchema>;

/**
 * JSON → schedule. An environment is introduced by the first change that names it. A label that is a hash must be that of
 * its environment.
 *
 * @throws ScheduleError `schedule/invalid`, and of every rule
 */
export function scheduleOfJson(value: unknown): Schedule {
  const { environments, changes } = parse(scheduleSchema, value, 'schedule');
  const labels = new Labels(environments);
  const schedule = makeSchedule(changes.map(({ decided, ...rest }) => labels.change(decided, rest)));
  labels.checkUsed();
  return schedule;
}

/**
 * JSON → change behind a schedule. Its environments are those that it introduces; those of the schedule are named by their
 * hash, or by eight or more of its first digits where only one environment has them.
 *
 * @throws ScheduleError `schedule/invalid`, `schedule/unknown-environment`
 */
export function changeOfJson(value: unknown, schedule: Schedule, decided: bigint): Change {
  const { environments, ...rest } = parse(changeSchema, value, 'change');
  const labels = new Labels(environments, schedule);
  const change = labels.change(decided, rest);
  labels.checkUsed();
  return change;
}

/** Schedule → JSON that `scheduleOfJson` reads as the same; hashes are the labels. */
export function scheduleJson({ changes, environments }: Schedule): ScheduleJson {
  return {
    environments: Object.fromEntries(
      [...environments.values()].map(({ hash, environment }) => [hash, environmentJson(environment)]),
    ),
    changes: changes.map(({ decided, ranges, revocations }) => ({
      decided: jsonNumber(decided),
      ranges: ranges.map((range) => ({ ...range, from: jsonNumber(range.from) })),
      revocations: revocations.map((one) => ({ ...one, from: jsonNumber(one.from) })),
    })),
  };
}

type Parts = { [K in keyof typeof parts]: z.output<(typeof parts)[K]> };

/** What labels mean, and which were introduced so far. */
class Labels {
  private readonly hashes = new Map<string, string>();
  private readonly fresh = new Map<string, Environment>();

  constructor(
    environments: ReadonlyMap<string, Environment>,
    private readonly schedule?: Schedule,
  ) {
    for (const [label, environment] of environments) {
      const hash = environmentHash(environment);
      if (HASH.test(label) && label !== hash) {
        throw invalid(`environment ${label} has the hash ${hash}: it is labelled with that of another one`);
      }
      this.hashes.set(label, hash);
      this.fresh.set(hash, environment);
    }
    if (this.fresh.size < environments.size) throw invalid('two labels stand for one environment');
  }

  change(decided: bigint, { ranges, revocations }: Parts): Change {
    const named = <T extends { environment: string }>(part: T) => ({
      ...part,
      environment: this.hashOf(part.environment),
    });
    const all = { ranges: ranges.map(named), revocations: revocations.map(named) };
    const environments: Environment[] = [];
    for (const { environment: hash } of [...all.ranges, ...all.revocations]) {
      const environment = this.fresh.get(hash);
      if (environment !== undefined) environments.push(environment);
      this.fresh.delete(hash);
    }
    return { decided, environments, ...all };
  }

  /** @throws ScheduleError `schedule/no-range` */
  checkUsed(): void {
    for (const hash of this.fresh.keys()) {
      throw new ScheduleError('schedule/no-range', `no change says when environment ${hash} begins`);
    }
  }

  private hashOf(label: string): string {
    const own = this.hashes.get(label);
    if (own !== undefined) return own;
    const known = [...(this.schedule?.environments.keys() ?? [])];
    const found = /^[0-9a-f]{8,64}$/.test(label) ? known.filter((hash) => hash.startsWith(label)) : [];
    const [hash] = found;
    if (hash !== undefined && found.length === 1) return hash;
    throw new ScheduleError(
      'schedule/unknown-environment',
      found.length === 0
        ? `there is no environment ${JSON.stringify(label.slice(0, 64))}`
        : `${found.length} environments begin with ${label}`,
      { hint: 'Name it by its label, or by the hash that `zkcwasm-verify schedule show` prints.' },
    );
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? what : issue.path.join('.');
  throw new ScheduleError(
    'schedule/invalid',
    `the ${what} is not valid: ${where}: ${issue?.message ?? 'wrong shape'}`,
  );
}

function invalid(why: string): ScheduleError {
  return new ScheduleError('schedule/invalid', `the schedule is not valid: ${why}`);
}
