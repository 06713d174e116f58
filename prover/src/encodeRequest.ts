import { encodeLimits, fromHex } from '@zkcwasm/verifier/internal';
import { ProverError } from './errors/base.js';
import type { Job } from './job.js';

/**
 * The first piece of an image's input: context, 32 bytes, then the limits as a journal has them.
 *
 * @throws ProverError `usage/invalid` if the context is not 64 hex digits or a limit does not fit 64 bits
 */
export function encodeRequest({ context, limits }: Pick<Job, 'context' | 'limits'>): Uint8Array {
  const bytes = fromHex(context, 32);
  if (bytes === undefined) throw new ProverError('usage/invalid', 'the context is not 32 bytes of hex');
  try {
    return new Uint8Array(Buffer.concat([bytes, encodeLimits(limits)]));
  } catch (cause) {
    throw new ProverError('usage/invalid', `a limit is out of range: ${(cause as Error).message}`, { cause });
  }
}
