import { z } from 'zod';
import { ChainError } from '../../errors/base.js';

/** Largest code that any configuration may allow, bytes. */
export const MAX_CODE_SIZE = 3 * 1024 * 1024;
/** Smallest code that an upgrade may bring, bytes. */
export const MIN_CODE_SIZE = 9;

const count = z.number().int().min(0).max(0xffff_ffff);

const schema = z.strictObject({
  /** Session boundaries at which a vote without a decision is refused: it dies at this one. */
  votingTtl: count.min(1).default(2),
  /** Blocks between the inclusion of an upgrade and its application, at least 2. */
  upgradeDelay: count.min(2).default(2),
  /** Blocks that there must be, at the least, between a vote's end and the application. */
  minimumUpgradeDelay: count.default(2),
  /** Blocks after the inclusion of an upgrade in which the para may ask for no other. */
  upgradeCooldown: count.default(0),
  /** Blocks for which replaced code is kept, counted from the block that replaced it. */
  codeRetention: count.default(0),
  /** Largest code that an upgrade may bring, bytes. */
  maxCodeSize: count.min(MIN_CODE_SIZE).max(MAX_CODE_SIZE).default(MAX_CODE_SIZE),
});

/** What the chain is set to; changes with sessions. */
export type ChainConfiguration = Readonly<z.output<typeof schema>>;

/**
 * Checks a configuration and fills in the peer's defaults.
 *
 * @throws ChainError `chain/configuration`
 */
export function makeConfiguration(input: z.input<typeof schema> = {}): ChainConfiguration {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ChainError(
    'chain/configuration',
    `the configuration is not valid: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`,
    { hint: 'Leave a value out for the default of the peer.' },
  );
}
