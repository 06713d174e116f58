import { ZkcwasmError } from '@zkcwasm/verifier';
import {
  EXIT_CANCELLED,
  EXIT_REFUSED,
  EXIT_USAGE,
  visibleError,
  visibleFields,
  visibleJson,
} from '@zkcwasm/verifier/internal';
import { CyclesExceeded } from '../cyclesExceeded.js';

/** Columns of a field's name. */
const WIDTH = 24;

/** Prints a result, or an error with its exit code: JSON or a line for each field. */
export async function report(
  options: { json?: boolean },
  work: () => Promise<Record<string, unknown>>,
): Promise<void> {
  await print(options, (result) => visibleFields(result, WIDTH), work);
}

/**
 * The same with other lines.
 *
 * @param plain result → lines for people
 */
export async function print<Result extends object>(
  options: { json?: boolean },
  plain: (result: Result) => string,
  work: () => Promise<Result>,
): Promise<void> {
  try {
    const result = await work();
    process.stdout.write(options.json === true ? visibleJson(result) : plain(result));
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    const found = error instanceof CyclesExceeded ? error.report : {};
    if (options.json === true) {
      process.stdout.write(visibleJson({ ...found, error: error.toJSON() }));
    } else {
      process.stdout.write(visibleFields(found, WIDTH));
      process.stderr.write(`failed ${visibleError(error)}`);
    }
    process.exitCode = exitCode(error.code);
  }
}

function exitCode(code: string): number {
  if (code === 'usage/invalid' || code.startsWith('imports/')) return EXIT_USAGE;
  return code === 'cancelled' ? EXIT_CANCELLED : EXIT_REFUSED;
}
