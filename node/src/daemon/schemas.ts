/** Shapes of requests and answers; the OpenAPI description is made from them. */
import { ENTRY_KINDS } from '@zkcwasm/verifier/node';
import { z } from 'zod';

/** A digest, in hex. */
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
/** A number below 2^64, in decimal: JSON's own numbers end at 2^53. */
export const digits = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/, 'must be a number in decimal')
  .refine((text) => /^[0-9]{1,20}$/.test(text) && BigInt(text) < 2n ** 64n, 'must be below 2^64');

/** A version and target that are asked for. */
export const cellSchema = z.object({ version: z.string(), target: z.string(), environments: z.array(hex32) });

/** What this node says of a session. */
export const supportSchema = z
  .object({
    session: digits,
    answer: z
      .enum(['ready', 'abstains', 'idle'])
      .describe('abstains: it lacks something that contracts run under'),
    runs: z.array(z.string()),
    lacks: z.array(
      z.object({
        version: z.string(),
        environments: z.array(z.object({ hash: hex32, wants: z.array(z.string()) })),
      }),
    ),
  })
  .describe('What this node says of a session, before it is asked.');

/** What an entry was accepted under. */
export const acceptanceSchema = z.object({
  environment: hex32.optional(),
  session: digits.optional(),
  acceptedAt: z.string(),
});

/** What was accepted. */
export const entrySchema = z.object({
  kind: z.enum(ENTRY_KINDS),
  imageId: hex32,
  target: z.string(),
  profile: hex32,
  context: hex32,
  policyDigest: hex32,
  receiptDigest: hex32,
  artifactDigest: hex32.optional(),
  artifactBytes: digits.optional(),
  rejection: z.record(z.string(), z.unknown()).optional(),
  cycles: digits.optional(),
  instructions: digits.optional(),
  boundedBy: z.string().optional(),
  peakHeapBytes: digits,
  acceptances: z.array(acceptanceSchema),
});

/** A module in a session. */
export const contractSchema = z.object({
  wasmDigest: hex32,
  fitness: z.enum(['fit', 'behind', 'frozen', 'unproved']),
  vote: z
    .enum(['for', 'undecided', 'abstain'])
    .describe('for: receipts for all that is asked; abstain: this node cannot run what the session runs'),
  missing: z.array(cellSchema),
  version: z.string().optional(),
  environments: z.record(z.string(), hex32).describe('by target, what it runs under'),
});
