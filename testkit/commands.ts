/** The three commands as npm links them; they run what is built in `dist`. */
import { fileURLToPath } from 'node:url';
import { type Ran, runNode } from './runNode.js';

const at = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));

/** Path of `zkcwasm`. */
export const PROVER_COMMAND = at('prover/bin/zkcwasm.js');

/** Runs `zkcwasm`. */
export function proverCommand(args: string[], options: Parameters<typeof runNode>[1] = {}): Promise<Ran> {
  return runNode([PROVER_COMMAND, ...args], options);
}

/** Runs `zkcwasm-verify`. */
export function verifyCommand(...args: string[]): Promise<Ran> {
  return runNode([at('verifier/bin/zkcwasm-verify.js'), ...args]);
}

/** Runs `zkcwasm-node`. */
export function nodeCommand(...args: string[]): Promise<Ran> {
  return runNode([at('node/bin/zkcwasm-node.js'), ...args]);
}
