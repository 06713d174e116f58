import { fileURLToPath } from 'node:url';
import { type Ran, runNode } from '../runNode.js';

/** The command as npm links it; it runs what is built in `dist`. */
const COMMAND = fileURLToPath(new URL('../../bin/zkcwasm-verify.js', import.meta.url));

/** Runs `zkcwasm-verify`. */
export function verifyCommand(...args: string[]): Promise<Ran> {
  return runNode([COMMAND, ...args]);
}
