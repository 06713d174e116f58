import { z } from 'zod';
import { SimulationError } from '../errors/base.js';

/** What is registered. */
export const SCENARIOS = [
  'honest',
  'near-limit',
  'one-platform',
  'late-receipts',
  'revoked-version',
] as const;
/** One of `SCENARIOS`. */
export type ScenarioName = (typeof SCENARIOS)[number];
/** How validators judge: natively; by receipts, and natively where there is none; by receipts, and against where there is none. */
export const MODES = ['native', 'receipts', 'receipts-only'] as const;
/** One of `MODES`. */
export type Mode = (typeof MODES)[number];
/** Who proves. */
export const PROVERS = ['cpu', 'gpu', 'network'] as const;

const share = z.number().min(0).max(1);

const schema = z
  .strictObject({
    /** Validators in the active set. */
    validators: z.number().int().min(1).max(5000).default(300),
    /** Everything that is random comes from this. */
    seed: z.number().int().min(0).max(0xffff_ffff).default(1),
    scenarios: z
      .array(z.enum(SCENARIOS))
      .min(1)
      .default([...SCENARIOS]),
    modes: z
      .array(z.enum(MODES))
      .min(1)
      .default([...MODES]),
    sessionBlocks: z.number().int().min(10).max(10_000).optional(),
    /** Session boundaries until a vote is refused. */
    votingTtl: z.number().int().min(1).max(10).default(2),
    /** Share of validators on aarch64; the others are on x86_64. */
    aarch64Share: share.default(0.1),
    /** Share of validators that still run the version before. */
    oldVersionShare: share.default(0.2),
    /** Share of validators that are not there. */
    offlineShare: share.default(0.03),
    /** Spread of the validators' speed: standard deviation over mean. */
    speedSpread: z.number().min(0).max(0.4).default(0.15),
    /** Most cycles that a receipt may attest. */
    maxCycles: z.number().int().min(1).max(1e13).default(20_000_000_000),
    /** Memory that the chain allows a compilation, GiB; the peer's absent limit is the machine's own memory. */
    memoryLimitGiB: z.number().min(0.25).max(1024).default(16),
    /** How long validators wait for receipts before they compile natively, seconds. */
    waitSeconds: z.number().min(0).max(1e6).default(600),
    prover: z.enum(PROVERS).default('network'),
    /** Who watches in the model of fault proofs, and how likely each one is there and honest. */
    watchers: z.number().int().min(1).max(10_000).default(5),
    watcherReliability: share.default(0.9),
  })
  .superRefine(({ scenarios, modes }, context) => {
    for (const [path, list] of Object.entries({ scenarios, modes })) {
      if (new Set(list).size < list.length)
        context.addIssue({ code: 'custom', path: [path], message: 'has one twice' });
    }
  });

/** Settings as they are given: what is left out has a default. */
export type SettingsInput = z.input<typeof schema>;
/** Settings of a simulation. */
export type Settings = z.output<typeof schema>;

/**
 * Checks settings and fills in what is left out.
 *
 * @throws SimulationError `simulation/settings`
 */
export function makeSettings(input: unknown = {}): Settings {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw new SimulationError(
    'simulation/settings',
    `the settings are not valid: ${where}${issue?.message ?? 'wrong shape'}`,
    { hint: 'zkcwasm-node simulate --help lists them.' },
  );
}
