import { dirname, resolve } from 'node:path';
import { ProverError } from '../errors/base.js';
import type { ModuleFile } from './source.js';

/** Largest list that is read, bytes. */
export const MAX_LIST_BYTES = 32 << 20;

/**
 * Bytes of a list → its entries, in linear time. A line is a path, from the folder of the list, or a name, a tab and a path; empty
 * lines and lines that start with `#` do not count. An entry may be a folder.
 *
 * @throws ProverError `corpus/list`
 */
export function parseList(bytes: Uint8Array, path: string): ModuleFile[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid(path, 'it is not UTF-8', cause);
  }
  if (text.includes('\0')) throw invalid(path, 'it has zero bytes: it is no text');
  return text.split('\n').flatMap((raw, i) => {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '' || line.startsWith('#')) return [];
    const tab = line.indexOf('\t');
    const [name, file] = tab < 0 ? [line, line] : [line.slice(0, tab), line.slice(tab + 1)];
    if (name === '' || file === '') throw invalid(path, `line ${i + 1} has an empty name or path`);
    return [{ name, path: resolve(dirname(path), file) }];
  });
}

function invalid(path: string, why: string, cause?: unknown): ProverError {
  return new ProverError('corpus/list', `the list ${path} is not valid: ${why}`, {
    hint: 'A list is text: a path a line, or a name, a tab and a path.',
    cause,
  });
}
