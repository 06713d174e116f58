import { ZkcwasmError } from '../errors/base.js';
import { EXIT_REFUSED, EXIT_USAGE } from './exitCodes.js';
import { visibleError } from './visible.js';

/**
 * Runs a command that prints for itself, and tells its refusal on standard error: one line with the code, and what to do about it.
 *
 * @param usage codes that mean that the command was called wrongly, besides `usage/invalid`
 * @throws what is not a ZkcwasmError: a fault of ours
 */
export async function orFail(work: () => Promise<void>, usage: readonly string[] = []): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    process.stderr.write(`refused ${visibleError(error)}`);
    process.exitCode = exitCodeOf(error, usage);
  }
}

/** Exit code of a refusal: 1 refused, 2 wrong usage. */
export function exitCodeOf({ code }: ZkcwasmError, usage: readonly string[] = []): number {
  return code === 'usage/invalid' || usage.includes(code) ? EXIT_USAGE : EXIT_REFUSED;
}
