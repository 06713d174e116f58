/** Fields of what the native processes answer. */
import { fromHex } from '@zkcwasm/verifier/internal';
import * as z from 'zod';

/** 64-bit numbers go as digits, since JSON's stop at 2^53. */
export const digits = z.string().regex(/^(0|[1-9][0-9]{0,19})$/, 'must be digits');
export const count = z.number().int().nonnegative();
export const ms = z.number().nonnegative();
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
export const hexBytes = z.string().transform((text, context) => {
  const bytes = fromHex(text, text.length / 2);
  if (bytes !== undefined && bytes.length > 0) return bytes;
  context.addIssue({ code: 'custom', message: 'must be bytes in hex' });
  return z.NEVER;
});
