import { PolicyError } from '../errors/base.js';
import { parseJson } from '../util/parseJson.js';
import { readInput } from '../util/readInput.js';
import { makePolicy, type Policy } from './policy.js';

/** Largest policy file, bytes: twice what ten thousand long imports take. */
export const MAX_POLICY_BYTES = 4 << 20;

/**
 * Reads and checks a policy file.
 *
 * @throws InputError `input/unreadable`, `input/too-large`; PolicyError `policy/invalid`
 */
export async function readPolicy(path: string): Promise<Policy> {
  return parsePolicy(await readInput(path, 'policy', MAX_POLICY_BYTES), path);
}

/**
 * Bytes of a policy file → policy.
 *
 * @param path to name in errors
 * @throws PolicyError `policy/invalid`
 */
export async function parsePolicy(bytes: Uint8Array, path: string): Promise<Policy> {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    throw new PolicyError(
      'policy/invalid',
      `the policy ${path} is not good JSON: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  return makePolicy(value);
}
