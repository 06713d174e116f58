import * as z from '../../embedded/zod.js';
import { ImportsError } from '../errors/base.js';
import { makeImportList } from '../imports/importList.js';

type Pattern = string | [module: string, name: string];

/** Import patterns, `MODULE::NAME` or `[MODULE, NAME]`, as their canonical list. */
export const importsSchema = z
  .custom<Pattern[]>((value) => Array.isArray(value), 'must be a list')
  .transform((patterns, context) => {
    const wrong = patterns.findIndex((pattern) => !isPattern(pattern));
    if (wrong >= 0) {
      const message = 'must be MODULE::NAME, or a pair of module and name';
      context.addIssue({ code: 'custom', message, path: [wrong] });
      return z.NEVER;
    }
    try {
      return makeImportList(patterns);
    } catch (error) {
      if (!(error instanceof ImportsError)) throw error;
      context.addIssue({ code: 'custom', message: error.shortMessage });
      return z.NEVER;
    }
  });

function isPattern(value: unknown): value is Pattern {
  if (typeof value === 'string') return true;
  return Array.isArray(value) && value.length === 2 && value.every((name) => typeof name === 'string');
}
