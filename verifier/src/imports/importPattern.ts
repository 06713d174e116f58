/**
 * What an import list is made of. As text: `MODULE::NAME` for one import, `MODULE::*` for every import of a module, `*`
 * alone for all; split at the first `::`. A module whose own name has `::` in it is written as a pair.
 */
import { ImportsError } from '../errors/base.js';
import { quoted } from '../util/quoted.js';

/** One entry of an import list; `*` stands for everything. */
export interface ImportPattern {
  readonly module: string;
  readonly name: string;
}

/** A pattern as people write it: text, `[module, name]`, or by field. */
export type ImportPatternInput = string | readonly [module: string, name: string] | ImportPattern;

const SEPARATOR = '::';
const ANY = '*';
/** Only unpaired surrogates are left to match with the flag u. */
const UNPAIRED = /[\ud800-\udfff]/u;

/**
 * Text or names → pattern.
 *
 * @throws ImportsError `imports/pattern`
 */
export function parseImportPattern(input: ImportPatternInput): ImportPattern {
  const [module, name] = typeof input === 'string' ? split(input) : namesOf(input);
  if (UNPAIRED.test(module) || UNPAIRED.test(name)) {
    throw new ImportsError('imports/pattern', 'an import pattern is not well-formed Unicode');
  }
  if (module === ANY && name !== ANY) {
    throw new ImportsError('imports/pattern', 'an import pattern cannot leave open the module alone', {
      hint: 'Name the module, or allow everything with *.',
    });
  }
  return { module, name };
}

function namesOf(input: Exclude<ImportPatternInput, string>): readonly [string, string] {
  return 'module' in input ? [input.module, input.name] : input;
}

function split(text: string): readonly [string, string] {
  if (text === ANY) return [ANY, ANY];
  const at = text.indexOf(SEPARATOR);
  if (at < 0) {
    throw new ImportsError('imports/pattern', `${quoted(text)} is no import pattern`, {
      hint: 'Write MODULE::NAME, MODULE::* or * alone.',
    });
  }
  return [text.slice(0, at), text.slice(at + SEPARATOR.length)];
}

/** The text that means exactly one import; undefined where there is none. */
export function importPatternText({ module, name }: ImportPattern): string | undefined {
  if (module === ANY || name === ANY || `${module}:`.includes(SEPARATOR)) return undefined;
  return `${module}${SEPARATOR}${name}`;
}
