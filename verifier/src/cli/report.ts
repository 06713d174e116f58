import { ZkcwasmError } from '../errors/base.js';
import { exitCodeOf } from './orFail.js';
import { visibleError, visibleJson } from './visible.js';

/**
 * Prints what a command found, or its refusal with the exit code (1 refused, 2 wrong usage): JSON or plain lines.
 *
 * @param plain result → lines for people
 * @throws what is not a ZkcwasmError: a fault of ours
 */
export async function report<Result extends object>(
  options: { json?: boolean },
  plain: (result: Result) => string,
  work: () => Promise<Result>,
): Promise<void> {
  try {
    const result = await work();
    process.stdout.write(options.json === true ? visibleJson(result) : plain(result));
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    if (options.json === true) {
      process.stdout.write(visibleJson({ outcome: 'refused', error: error.toJSON() }));
    } else {
      process.stderr.write(`refused ${visibleError(error)}`);
    }
    process.exitCode = exitCodeOf(error);
  }
}
