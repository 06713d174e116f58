/** Values as the answers have them: numbers as digits, nothing of paths. */
import { type Cell, contractIn, type Support } from '@zkcwasm/verifier/environments';
import type { z } from 'zod';
import type { KnownEntry } from '../store/nodeStore.js';
import type { RulesInForce } from './rules.js';
import type { contractSchema, entrySchema, supportSchema } from './schemas.js';

/** What this node says of a session. */
export function describeSupport({ session, answer, runs, lacks }: Support): z.input<typeof supportSchema> {
  return {
    session: `${session}`,
    answer,
    runs: [...runs],
    lacks: lacks.map(({ version, environments }) => ({
      version,
      environments: environments.map(({ hash, wants }) => ({ hash, wants: [...wants] })),
    })),
  };
}

/** An entry, without what the question named or only a reader of files needs. */
export function describeEntry({ entry, acceptances }: KnownEntry): z.input<typeof entrySchema> {
  const {
    version: _,
    outcome: __,
    wasmDigest: ___,
    wasmBytes: ____,
    limits: _____,
    imports: ______,
    statement: _______,
    rejection,
    ...rest
  } = entry;
  return {
    ...rest,
    ...(rejection === undefined ? {} : { rejection: { ...rejection } }),
    acceptances: acceptances.map(({ session, ...one }) => ({
      ...one,
      ...(session === undefined ? {} : { session: `${session}` }),
    })),
  };
}

/** A contract in a session, by the environments that it was accepted under. */
export function describeContract(
  rules: RulesInForce,
  session: bigint,
  wasmDigest: string,
  environments: readonly string[],
): z.input<typeof contractSchema> {
  const { schedule } = rules.inSession();
  const contract = contractIn(schedule, session, environments);
  const abstains = rules.support(session)?.answer === 'abstains';
  return {
    wasmDigest,
    fitness: contract.fitness,
    vote: abstains ? 'abstain' : contract.fitness === 'fit' ? 'for' : 'undecided',
    missing: contract.missing.map(describeCell),
    ...(contract.version === undefined ? {} : { version: contract.version }),
    environments: Object.fromEntries(contract.environments),
  };
}

/** A version and target that are asked for. */
export function describeCell({ version, target, environments }: Cell) {
  return { version, target, environments: [...environments] };
}
