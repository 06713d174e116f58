import { PolicyError } from '../errors/base.js';
import { parseJson } from '../util/parseJson.js';
import { makePolicy, type Policy } from './policy.js';

/** Largest policy file, bytes: twice what ten thousand long imports take. */
export const MAX_POLICY_BYTES = 4 << 20;

/**
 * Bytes of a policy file (JSON in UTF-8) → policy.
 *
 * @param name of the file, to name in errors
 * @throws PolicyError `policy/invalid`, `policy/image-list`; InputError `input/unreadable` (the package's own list of images)
 */
export async function parsePolicy(bytes: Uint8Array, name: string): Promise<Policy> {
  if (bytes.length > MAX_POLICY_BYTES) {
    throw new PolicyError('policy/invalid', `the policy ${name} is larger than ${MAX_POLICY_BYTES} bytes`);
  }
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    throw new PolicyError(
      'policy/invalid',
      `the policy ${name} is not valid JSON: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  return makePolicy(value);
}
