import { z } from 'zod';
import { ImportsError } from '../errors/base.js';
import { makeImportList } from '../imports/importList.js';

/** Import patterns, `MODULE::NAME` or `[MODULE, NAME]`, as their canonical list. */
export const importsSchema = z
  .array(z.union([z.string(), z.tuple([z.string(), z.string()])]))
  .transform((patterns, context) => {
    try {
      return makeImportList(patterns);
    } catch (error) {
      if (!(error instanceof ImportsError)) throw error;
      context.addIssue({ code: 'custom', message: error.shortMessage });
      return z.NEVER;
    }
  });
