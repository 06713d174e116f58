/** Options that several commands take, as `zkcwasm-verify` has them. */
import { imageListDigest, makePolicy, type Policy, policyDigest } from '@zkcwasm/verifier';
import {
  MAX_SCHEDULE_JSON_BYTES,
  MAX_SESSION,
  parseSchedule,
  type Schedule,
} from '@zkcwasm/verifier/environments';
import { BOUNDS_NEED, type BoundsNeed, readInput, readPolicy } from '@zkcwasm/verifier/node';
import { InvalidArgumentError, Option } from 'commander';

/** `--any cycles,images,context`: what a policy may leave open, though bounds need it. */
export function anyOption(): Option {
  return new Option(
    '--any <what>',
    `what the policy may leave open for bounds: ${BOUNDS_NEED.join(',')}`,
  ).argParser((text) =>
    text.split(',').map((what): BoundsNeed => {
      const found = BOUNDS_NEED.find((need) => need === what);
      if (found === undefined) throw new InvalidArgumentError(`It takes ${BOUNDS_NEED.join(', ')}.`);
      return found;
    }),
  );
}

/** A whole number of a range, as a number. */
export function numberOption(flags: string, description: string, min: number, max: number): Option {
  return new Option(flags, description).argParser((text) => {
    const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It takes a number from ${min} to ${max}, in digits.`);
  });
}

/** `--session N`, or another option that takes a number of sessions. */
export function sessionOption(description: string, flags = '--session <n>'): Option {
  return new Option(flags, description).argParser((text) => {
    const session = /^(0|[1-9][0-9]{0,19})$/.test(text) ? BigInt(text) : undefined;
    if (session !== undefined && session <= MAX_SESSION) return session;
    throw new InvalidArgumentError('It takes a number below 2^64, in digits.');
  });
}

/** The policy of `--policy FILE`, or the default. */
export function policyOption(file: string | undefined): Promise<Policy> {
  return file === undefined ? makePolicy() : readPolicy(file);
}

/** Which policy and which list of images were in force: two versions of the package have two lists. */
export function policyJson(policy: Policy): { policyDigest: string; imageList: string } {
  return { policyDigest: policyDigest(policy), imageList: imageListDigest(policy.images) };
}

/**
 * Reads a schedule, as canonical bytes or as JSON.
 *
 * @throws InputError `input/unreadable`, `input/too-large`; ScheduleError
 */
export async function readSchedule(path: string): Promise<Schedule> {
  return parseSchedule(await readInput(path, 'schedule', MAX_SCHEDULE_JSON_BYTES));
}
