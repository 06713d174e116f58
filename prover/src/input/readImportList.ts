import { type ImportPattern, ImportsError } from '@zkcwasm/verifier';
import { parseImportPattern } from '@zkcwasm/verifier/internal';
import { readInput } from '@zkcwasm/verifier/node';

/** Largest import list that is read, bytes. */
export const MAX_IMPORT_LIST_BYTES = 16 << 20;

/**
 * Reads a file with one import pattern a line. Space around a pattern does not count, nor do empty lines and lines that
 * start with `#`.
 *
 * @throws InputError `input/unreadable`, `input/too-large`; ImportsError `imports/pattern`
 */
export async function readImportList(path: string): Promise<ImportPattern[]> {
  return parseImportList(await readInput(path, 'import list', MAX_IMPORT_LIST_BYTES), path);
}

/**
 * Bytes of an import list → its patterns, in linear time.
 *
 * @param path to name in errors
 * @throws ImportsError `imports/pattern`
 */
export function parseImportList(bytes: Uint8Array, path: string): ImportPattern[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ImportsError('imports/pattern', `${path} is not UTF-8`, { cause });
  }
  return text.split('\n').flatMap((line, i) => {
    const pattern = line.trim();
    return pattern === '' || pattern.startsWith('#') ? [] : [parseLine(pattern, `${path}:${i + 1}`)];
  });
}

function parseLine(pattern: string, where: string): ImportPattern {
  try {
    return parseImportPattern(pattern);
  } catch (error) {
    if (!(error instanceof ImportsError)) throw error;
    const { code, shortMessage, hint } = error;
    throw new ImportsError(code, `${where}: ${shortMessage}`, {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    });
  }
}
