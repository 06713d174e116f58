import { parseJson, strictFields, strictList } from '@zkcwasm/verifier/internal';
import { readInput } from '@zkcwasm/verifier/node';
import * as z from 'zod';
import type { Contract } from '../corpus/identify.js';
import { ProverError } from '../errors/base.js';
import type { Call } from './planCalls.js';
import type { GivenCalls } from './record.js';

/** Largest file of calls, bytes. */
const MAX_BYTES = 16 << 20;

const schema = strictList(
  strictFields({
    /** A name that the module was found under, or its SHA-256. */
    module: z.string(),
    sequences: strictList(strictList(strictFields({ export: z.string(), args: strictList(z.string()) }))),
  }),
);

/**
 * Reads which calls are to be made: a list of `{"module", "sequences": [[{"export", "args"}]]}`, one instance for each sequence.
 *
 * @throws ProverError `usage/invalid` where it is out of form, or names a module that is not there; InputError `input/*`
 */
export async function readGivenCalls(path: string, contracts: readonly Contract[]): Promise<GivenCalls> {
  const bytes = await readInput(path, 'list of calls', MAX_BYTES);
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (cause) {
    throw invalid(path, (cause as Error).message, cause);
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'wrong shape'}`);
  }
  const given = new Map<string, Call[][]>();
  for (const { module, sequences } of read.data) {
    const found = contracts.find(({ names, wasmDigest }) => wasmDigest === module || names.includes(module));
    if (found === undefined) throw invalid(path, `there is no module ${JSON.stringify(module.slice(0, 80))}`);
    given.set(found.wasmDigest, sequences);
  }
  return given;
}

function invalid(path: string, why: string, cause?: unknown): ProverError {
  return new ProverError('usage/invalid', `the list of calls ${path} is not valid: ${why}`, { cause });
}
