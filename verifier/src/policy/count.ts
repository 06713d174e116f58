import * as z from '../../embedded/zod.js';

/** A whole number that is not negative, as a bigint; above 2^53 it is written as a string of digits. */
export const count = z
  .union([z.int().nonnegative(), z.string().regex(/^(0|[1-9][0-9]{0,19})$/, 'must be a number in decimal')])
  .transform((v) => BigInt(v));
