import { ZkcwasmError } from '@zkcwasm/verifier';
import { EXIT_REFUSED, EXIT_USAGE } from '@zkcwasm/verifier/internal';

/** Codes that mean that the command was called wrongly. */
const USAGE = new Set(['usage/invalid', 'simulation/settings']);

/**
 * Runs a command, and tells its refusal on standard error: one line with the code, and what to do about it.
 *
 * @throws what is not a ZkcwasmError: a fault of ours
 */
export async function orFail(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    process.stderr.write(`refused (${error.code}): ${visible(error.message)}\n`);
    process.exitCode = USAGE.has(error.code) ? EXIT_USAGE : EXIT_REFUSED;
  }
}

/** What comes from outside must not steer the terminal. */
function visible(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
