import * as z from '../../embedded/zod.js';
import { ImportsError } from '../errors/base.js';
import { makeImportList } from '../imports/importList.js';
import { LIMIT_NAMES } from '../journal/ids.js';
import { NAME } from '../util/byteReader.js';
import { fromHex, toHex } from '../util/hex.js';
import { strictFields, strictRecord } from '../util/strictJson.js';
import type { Environment } from './environment.js';

/** A whole number below 2^64, as a bigint; above 2^53 it is written as a string of digits. */
export const u64 = z
  .union([z.int().nonnegative(), z.string().regex(/^(0|[1-9][0-9]{0,19})$/)], {
    error: 'must be a whole number, in digits',
  })
  .transform((value) => BigInt(value))
  .refine((value) => value < 1n << 64n, 'must be below 2^64');

/** A name as canonical bytes take it. */
export const nameSchema = z
  .string()
  .regex(NAME, 'must be 1 to 255 printable ASCII characters, without spaces');

const hex32 = z.string().transform((text, context) => {
  const bytes = fromHex(text, 32);
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: 'custom', message: 'must be 64 lower-case hex digits' });
  return z.NEVER;
});

/** The list of allowed imports, as patterns like those of a policy, or as the digest of such a list. */
const importsDigest = z
  .custom<string | string[]>(
    (value) =>
      typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string')),
    'must be a list of import patterns, or the digest of one',
  )
  .transform((value, context) => {
    try {
      const digest = typeof value === 'string' ? fromHex(value, 32) : makeImportList(value).digest;
      if (digest !== undefined) return digest;
      context.addIssue({ code: 'custom', message: 'must be 64 lower-case hex digits' });
    } catch (error) {
      if (!(error instanceof ImportsError)) throw error;
      context.addIssue({ code: 'custom', message: error.shortMessage });
    }
    return z.NEVER;
  });

/** An environment as JSON has it. */
export const environmentSchema = strictFields({
  compiler: strictFields({ name: nameSchema, version: nameSchema }),
  imageId: hex32,
  profile: hex32,
  target: nameSchema,
  limits: strictRecord(LIMIT_NAMES, u64),
  imports: importsDigest,
  hostApi: z.int().nonnegative().max(0xffff_ffff),
  stackBytes: u64,
  memoryBytes: u64,
});

/** An environment as JSON has it: digests in hex, numbers above 2^53 as strings of digits. */
export type EnvironmentJson = z.input<typeof environmentSchema>;

/** Environment → JSON that `environmentSchema` reads as the same. */
export function environmentJson(environment: Environment): EnvironmentJson {
  const { compiler, target, hostApi } = environment;
  return {
    compiler: { ...compiler },
    imageId: toHex(environment.imageId),
    profile: toHex(environment.profile),
    target,
    limits: Object.fromEntries(
      LIMIT_NAMES.flatMap((name) => {
        const value = environment.limits[name];
        return value === undefined ? [] : [[name, jsonNumber(value)]];
      }),
    ),
    imports: toHex(environment.imports),
    hostApi,
    stackBytes: jsonNumber(environment.stackBytes),
    memoryBytes: jsonNumber(environment.memoryBytes),
  };
}

/** A number as JSON keeps it: digits in a string where a JSON number would lose some. */
export function jsonNumber(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : `${value}`;
}
