import { readInput } from '../util/readInput.js';
import { MAX_POLICY_BYTES, parsePolicy } from './parsePolicy.js';
import type { Policy } from './policy.js';

/**
 * Reads and checks a policy file.
 *
 * @throws InputError `input/unreadable`, `input/too-large`; PolicyError `policy/invalid`, `policy/image-list`
 */
export async function readPolicy(path: string): Promise<Policy> {
  return parsePolicy(await readInput(path, 'policy', MAX_POLICY_BYTES), path);
}
