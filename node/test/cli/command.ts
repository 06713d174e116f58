import { fileURLToPath } from 'node:url';
import { type Ran, runNode } from '../../../verifier/test/runNode.js';

/** The commands as npm links them; they run what is built in `dist`. */
const COMMAND = fileURLToPath(new URL('../../bin/zkcwasm-node.js', import.meta.url));
const VERIFY = fileURLToPath(new URL('../../../verifier/bin/zkcwasm-verify.js', import.meta.url));

/** Runs `zkcwasm-node`. */
export function nodeCommand(...args: string[]): Promise<Ran> {
  return runNode([COMMAND, ...args]);
}

/** Runs `zkcwasm-verify`. */
export function verifyCommand(...args: string[]): Promise<Ran> {
  return runNode([VERIFY, ...args]);
}
