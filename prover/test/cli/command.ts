import { fileURLToPath } from 'node:url';
import { type Ran, runNode } from '../../../verifier/test/runNode.js';

/** The command as npm links it; it runs what is built in `dist`. */
export const COMMAND = fileURLToPath(new URL('../../bin/zkcwasm.js', import.meta.url));

/** Runs `zkcwasm`. */
export function proverCommand(args: string[], options: Parameters<typeof runNode>[1] = {}): Promise<Ran> {
  return runNode([COMMAND, ...args], options);
}
