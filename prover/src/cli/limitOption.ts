import { LIMIT_NAMES, type LimitName } from '@zkcwasm/verifier';
import { InvalidArgumentError } from 'commander';

/** Limits named on the command line; undefined where one is lifted. */
export type LimitChanges = ReadonlyMap<LimitName, bigint | undefined>;

const MAX_VALUE = 0xffff_ffff_ffff_ffffn;

/**
 * Adds `NAME=VALUE` or `NAME=none` to what was named before.
 *
 * @throws InvalidArgumentError for another form, an unknown name, a name that was there, a value beyond 64 bits
 */
export function collectLimit(text: string, before: LimitChanges = new Map()): LimitChanges {
  const [, given, value] = /^([^=]*)=(none|0|[1-9][0-9]{0,19})$/.exec(text) ?? [];
  if (given === undefined) throw new InvalidArgumentError('must be NAME=VALUE, or NAME=none to lift a limit');
  const name = LIMIT_NAMES.find((candidate) => candidate === given);
  if (name === undefined) {
    throw new InvalidArgumentError(
      `there is no limit ${JSON.stringify(given)}; there are: ${LIMIT_NAMES.join(', ')}`,
    );
  }
  if (before.has(name)) throw new InvalidArgumentError(`${name} is there twice`);
  const bound = value === undefined || value === 'none' ? undefined : BigInt(value);
  if (bound !== undefined && bound > MAX_VALUE) throw new InvalidArgumentError('a limit has at most 64 bits');
  return new Map([...before, [name, bound]]);
}
