import { ZkcwasmError } from '@zkcwasm/verifier';
import { EXIT_REFUSED, EXIT_USAGE, visibleError, visibleJson } from '@zkcwasm/verifier/internal';

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
    process.stderr.write(`refused ${visibleError(error)}`);
    process.exitCode = USAGE.has(error.code) ? EXIT_USAGE : EXIT_REFUSED;
  }
}

/** Writes one line of JSON, with large numbers in decimal. */
export function printJson(value: object): void {
  const plain = (_: string, part: unknown): unknown => (typeof part === 'bigint' ? part.toString() : part);
  process.stdout.write(visibleJson(JSON.parse(JSON.stringify(value, plain)) as object));
}
