/** The forms that cross the wire, for both sides: bytes of fixed length in hex, longer ones in base64, numbers in decimal. */
import * as z from 'zod';
import { STATUSES } from '../host/api.js';

/** Bytes in base64, in its one form. */
export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

const base64 = (most: number) =>
  z
    .string()
    .max(Math.ceil(most / 3) * 4)
    .transform((text, context) => {
      const bytes = Buffer.from(text, 'base64');
      if (bytes.toString('base64') === text && bytes.length <= most) return new Uint8Array(bytes);
      context.addIssue({ code: 'custom', message: 'must be base64 in its one form' });
      return z.NEVER;
    });
const hex32 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits')
  .transform((text) => new Uint8Array(Buffer.from(text, 'hex')));
const keyHex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const u64 = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/, 'must be a number in decimal')
  .transform(BigInt)
  .refine((value) => value < 1n << 64n, 'must have at most 64 bits');

/** Most keys that one request is about. */
export const MAX_KEYS = 1024;
/** Largest proof that crosses the wire, bytes. */
export const MAX_WIRE_PROOF_BYTES = 8 << 20;
/** Most keys that a prepared call touches. */
const MAX_TOUCHED = 65_536;

/** Parameters by method. */
export const PARAMS = {
  status: z.strictObject({}),
  getProof: z.strictObject({ root: hex32, keys: z.array(keyHex).min(1).max(MAX_KEYS) }),
  prepare: z.strictObject({ root: hex32, sender: hex32, to: hex32, fuel: u64, input: base64(1 << 16) }),
  submit: z.strictObject({ transaction: base64(1 << 17), witness: base64(MAX_WIRE_PROOF_BYTES) }),
  getBlock: z.strictObject({ number: u64 }),
} as const;
export type Method = keyof typeof PARAMS;

const receipt = z.strictObject({
  status: z.enum(STATUSES),
  output: base64(1 << 16),
  fuelUsed: u64,
  trap: z.string().max(1 << 16),
  logs: z.array(z.strictObject({ contract: hex32, data: base64(1 << 16) })).max(MAX_TOUCHED),
});

/** Answers by method. */
export const RESULTS = {
  status: z.strictObject({
    backend: z.string().max(64),
    environment: hex32,
    number: u64,
    root: hex32,
    waiting: z.int(),
  }),
  getProof: z.strictObject({ proof: base64(MAX_WIRE_PROOF_BYTES) }),
  prepare: z.strictObject({
    nonce: u64,
    witness: base64(MAX_WIRE_PROOF_BYTES),
    reads: z.array(keyHex).max(MAX_TOUCHED),
    changes: z.array(z.tuple([keyHex, hex32])).max(MAX_TOUCHED),
    receipt,
  }),
  submit: z.strictObject({ id: keyHex }),
  getBlock: z.strictObject({ record: base64(16 << 20) }),
} as const;
export type Result<M extends Method> = z.output<(typeof RESULTS)[M]>;
export type Params<M extends Method> = z.output<(typeof PARAMS)[M]>;
/** As it stands in JSON. */
export type ResultJson<M extends Method> = z.input<(typeof RESULTS)[M]>;
export type ParamsJson<M extends Method> = z.input<(typeof PARAMS)[M]>;

/** One line of the stream of blocks. */
export const STREAMED = z.strictObject({ number: u64, record: base64(16 << 20) });
