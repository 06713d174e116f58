/** An earlier report, read as something from outside. */
import { LIMIT_NAMES } from '@zkcwasm/verifier';
import { parseJson, strictFields, strictList, strictRecord } from '@zkcwasm/verifier/internal';
import { readInput } from '@zkcwasm/verifier/node';
import * as z from 'zod';
import { ProverError } from '../../errors/base.js';
import { count, digits, hex32 } from '../../native/fields.js';
import { REPORT_VERSION, type Report } from './report.js';

/** Largest report that is read, bytes. */
export const MAX_REPORT_BYTES = 512 << 20;

const text = z.string();
const figure = digits.optional();
const resultSchema = strictFields({
  outcome: z.enum(['compiled', 'refused', 'stopped']),
  reason: text.optional(),
  artifactDigest: hex32.optional(),
  cycles: figure,
  instructions: figure,
  peakHeapBytes: figure,
  artifactBytes: figure,
  codeBytes: figure,
  largestFrameBytes: figure,
  deepestStackBytes: figure,
  elapsedMs: count,
});

/** Results by image ID. */
const resultsSchema = z
  .custom<Record<string, z.input<typeof resultSchema>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  )
  .transform((value, context) => {
    const results: Report['contracts'][number]['results'] = {};
    for (const [id, item] of Object.entries(value)) {
      const read = resultSchema.safeParse(item);
      if (hex32.safeParse(id).success && read.success) results[id] = read.data;
      else {
        const message = read.error?.issues[0]?.message ?? 'must be an image ID';
        context.addIssue({ code: 'custom', message, path: [id.slice(0, 64)] });
        return z.NEVER;
      }
    }
    return results;
  });

const schema = strictFields({
  version: z.literal(REPORT_VERSION),
  images: strictList(
    strictFields({ imageId: hex32, name: text, compiler: text, target: text, profileName: text }),
  ),
  limits: strictRecord(LIMIT_NAMES, digits),
  imports: hex32,
  maxCycles: digits,
  contracts: strictList(
    strictFields({
      wasmDigest: hex32,
      wasmBytes: count,
      names: strictList(text).refine((names) => names.length > 0, 'must have a name'),
      results: resultsSchema,
    }),
  ),
  errors: strictList(
    strictFields({
      name: text,
      imageId: hex32.optional(),
      error: strictFields({ code: text, message: text }),
    }),
  ),
});

/**
 * Reads a report that an earlier run has written. Its findings are left out, since they are reckoned from the rest.
 *
 * @throws ProverError `corpus/baseline`; InputError `input/*`
 */
export async function readReport(path: string): Promise<Report> {
  const bytes = await readInput(path, 'report', MAX_REPORT_BYTES);
  try {
    return parseReport(parseJson(bytes));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ProverError('corpus/baseline', `the report ${path} is not valid: ${cause.message}`, {
      hint: 'It is what `zkcwasm corpus --report FILE` writes.',
      cause,
    });
  }
}

/** @throws SyntaxError where it is no report */
export function parseReport(value: unknown): Report {
  const { findings: _, ...own } = Object(value) as Record<string, unknown>;
  const read = schema.safeParse(own);
  if (read.success) return read.data as Report;
  const [issue] = read.error.issues;
  throw new SyntaxError(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'wrong shape'}`);
}
