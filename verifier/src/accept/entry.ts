/** What the store says of each thing accepted, in `entry.json`: all of it can be told again from receipt and policy. */
import * as z from '../../embedded/zod.js';
import type { VerifiedStatement } from '../aggregate/verifyAggregate.js';
import { StoreError } from '../errors/base.js';
import { LIMIT_NAMES } from '../journal/ids.js';
import type { Policy } from '../policy/policy.js';
import { policyDigest } from '../policy/policyDigest.js';
import { type StatementJson, statementJson } from '../statement.js';
import { canonicalJson } from '../util/canonicalJson.js';
import { fastSha256 } from '../util/fastSha256.js';
import { toHex } from '../util/hex.js';
import { parseJson } from '../util/parseJson.js';
import type { VerifiedReceipt } from '../verifyReceipt.js';

/** What is accepted: an artifact, bounds for a native compilation, or a refusal as what it is. */
export const ENTRY_KINDS = ['artifact', 'bounds', 'rejected'] as const;
/** One of `ENTRY_KINDS`. */
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What bounds are of, where not of proved cycles alone: of what the image counted, or of both. */
export const BOUNDED_BY = ['instructions', 'cycles and instructions'] as const;
/** One of `BOUNDED_BY`. */
export type BoundedBy = (typeof BOUNDED_BY)[number];

/** What an entry holds besides its files. Digests are in hex, numbers are strings of digits. */
export interface Entry {
  /** Of this form. */
  version: 2;
  kind: EntryKind;
  /** `rejected` for `rejected` entries, `compiled` for the others. */
  outcome: StatementJson['outcome'];
  imageId: string;
  wasmDigest: string;
  /** Length of the module. */
  wasmBytes: string;
  profile: string;
  target: string;
  /** The context that the receipt is bound to. */
  context: string;
  /** Limits that were in force: a refusal holds for these. */
  limits: Record<string, string>;
  /** SHA-256 of the canonical list of imports that were allowed. */
  imports: string;
  /** Of the policy that it was accepted under, as `policyDigest` computes it. */
  policyDigest: string;
  /** SHA-256 of the receipt file. */
  receiptDigest: string;
  /** Where the receipt file is an aggregate: which of its statements this is, from 0, in decimal. */
  statement?: string;
  /** For `artifact` entries. */
  artifactDigest?: string;
  /** For `artifact` entries: its length. */
  artifactBytes?: string;
  /** For `rejected` entries: why, and where. */
  rejection?: NonNullable<StatementJson['rejection']>;
  /** Where the seal proves them. */
  cycles?: string;
  /** Where the image counts them. */
  instructions?: string;
  /** For `bounds` entries: what the policy bounded; left out where that are cycles alone, or nothing (`any`). */
  boundedBy?: BoundedBy;
  peakHeapBytes: string;
}

const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const digits = z.string().regex(/^(0|[1-9][0-9]{0,19})$/, 'must be a number in decimal');
const common = {
  version: z.literal(2),
  imageId: hex32,
  wasmDigest: hex32,
  wasmBytes: digits,
  profile: hex32,
  target: z.string(),
  context: hex32,
  limits: z.partialRecord(z.enum(LIMIT_NAMES), digits),
  imports: hex32,
  policyDigest: hex32,
  receiptDigest: hex32,
  statement: digits.optional(),
  peakHeapBytes: digits,
  cycles: digits.optional(),
  instructions: digits.optional(),
};
const schema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...common,
      kind: z.literal('artifact'),
      outcome: z.literal('compiled'),
      artifactDigest: hex32,
      artifactBytes: digits,
    }),
    z.strictObject({
      ...common,
      kind: z.literal('bounds'),
      outcome: z.literal('compiled'),
      boundedBy: z.enum(BOUNDED_BY).optional(),
    }),
    z.strictObject({
      ...common,
      kind: z.literal('rejected'),
      outcome: z.literal('rejected'),
      rejection: z.strictObject({
        reason: z.string(),
        limit: z.string().optional(),
        functionIndex: z.int().nonnegative().optional(),
        offset: digits.optional(),
        value: digits,
        bound: digits,
      }),
    }),
  ])
  .superRefine((entry, context) => {
    if (entry.kind !== 'bounds') return;
    const { boundedBy, cycles, instructions } = entry;
    const wanting = (path: string) =>
      context.addIssue({ code: 'custom', path: [path], message: 'must be there' });
    if (boundedBy !== 'instructions' && cycles === undefined) wanting('cycles');
    if (boundedBy !== undefined && instructions === undefined) wanting('instructions');
  });

/** What is accepted when a verified receipt, or a statement of an aggregate, is accepted as `kind` under a policy. */
export function makeEntry(
  kind: EntryKind,
  receipt: Uint8Array,
  verified: VerifiedReceipt | VerifiedStatement,
  policy: Policy,
): Entry {
  const { image, journal, cycles } = verified;
  const { instructions } = journal.metering;
  const statement = statementJson(journal);
  const { outcome, artifactDigest, artifactBytes, rejection } = statement;
  return {
    version: 2,
    kind,
    outcome,
    imageId: image.imageId,
    wasmDigest: statement.wasmDigest,
    wasmBytes: statement.wasmBytes,
    profile: statement.profile,
    target: statement.target,
    context: statement.context,
    limits: statement.limits,
    imports: statement.imports,
    policyDigest: policyDigest(policy),
    receiptDigest: toHex(fastSha256(receipt)),
    ...(verified.sealKind === 'aggregate' ? { statement: `${verified.index}` } : {}),
    ...(kind !== 'artifact' || artifactDigest === undefined || artifactBytes === undefined
      ? {}
      : { artifactDigest, artifactBytes }),
    ...(rejection === undefined ? {} : { rejection }),
    ...(cycles === undefined ? {} : { cycles: `${cycles}` }),
    ...(instructions === undefined ? {} : { instructions: `${instructions}` }),
    ...(kind === 'bounds' ? boundedBy(policy) : {}),
    peakHeapBytes: statement.peakHeapBytes,
  };
}

function boundedBy({ maxCycles, maxInstructions }: Policy): Pick<Entry, 'boundedBy'> {
  if (maxInstructions === undefined) return {};
  return { boundedBy: maxCycles === undefined ? 'instructions' : 'cycles and instructions' };
}

/** Entry → its one byte string, which is `entry.json`: keys sorted, for people to read. */
export function encodeEntry(entry: Entry): Uint8Array {
  return new Uint8Array(Buffer.from(`${JSON.stringify(JSON.parse(canonicalJson({ ...entry })), null, 2)}\n`));
}

/**
 * Bytes of `entry.json` → entry.
 *
 * @throws StoreError `store/corrupt` for what is not an entry's one byte string
 */
export function decodeEntry(bytes: Uint8Array): Entry {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (error) {
    throw malformed('it is not JSON', error);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    // Of very many unknown keys zod names every one.
    throw malformed(`${where}${(issue?.message ?? 'wrong shape').slice(0, 200)}`);
  }
  const entry = parsed.data as Entry;
  if (Buffer.compare(encodeEntry(entry), bytes) !== 0) throw malformed('it is not in its canonical form');
  return entry;
}

/**
 * SHA-256 of all that an entry says but which receipt proves it, 64 hex digits: two receipts of one statement, accepted as the
 * same under the same policy, are one entry.
 */
export function entryDigest(entry: Entry): string {
  const { receiptDigest: _, statement: __, ...proved } = entry;
  return toHex(fastSha256(Buffer.from(`zkcwasm entry 2\n${canonicalJson(proved)}`)));
}

function malformed(why: string, cause?: unknown): StoreError {
  return new StoreError('store/corrupt', `entry.json is no entry: ${why}`, { cause });
}
