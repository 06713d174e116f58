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
import { exceededInWords } from './words/exceededInWords.js';

/** Columns of a field's name. */
const WIDTH = 24;

/** How a command is asked to print. */
export interface Printing {
  /** One object. */
  json?: boolean;
  /** Every field, as lines, instead of words. */
  verbose?: boolean;
}

/**
 * Prints a result, or an error with its exit code: JSON, words for people, or every field as lines.
 *
 * @param words result → what people read; left out: every field
 */
export async function report<Result extends object>(
  options: Printing,
  work: () => Promise<Result>,
  words?: (result: Result) => string,
): Promise<void> {
  try {
    const result = await work();
    process.stdout.write(printed(result, options, words));
  } catch (error) {
    if (!(error instanceof ZkcwasmError)) throw error;
    if (options.json === true) {
      const found = error instanceof CyclesExceeded ? error.report : {};
      process.stdout.write(visibleJson({ ...found, error: error.toJSON() }));
    } else {
      if (error instanceof CyclesExceeded)
        process.stdout.write(printed(error.report, options, exceededInWords));
      process.stderr.write(`failed ${visibleError(error)}`);
    }
    process.exitCode = exitCode(error.code);
  }
}

function printed<Result extends object>(
  result: Result,
  { json, verbose }: Printing,
  words: ((result: Result) => string) | undefined,
): string {
  if (json === true) return visibleJson(result);
  return words === undefined || verbose === true ? visibleFields(result, WIDTH) : words(result);
}

function exitCode(code: string): number {
  if (code === 'usage/invalid' || code.startsWith('imports/')) return EXIT_USAGE;
  return code === 'cancelled' ? EXIT_CANCELLED : EXIT_REFUSED;
}
