/**
 * A recording: what modules did when they were compiled and called under one compiler version, target and profile. It is a file that
 * people hand around, so it is one canonical text, and read as something from outside.
 */
import {
  type CanonicalValue,
  canonicalJson,
  parseJson,
  strictFields,
  strictList,
} from '@zkcwasm/verifier/internal';
import * as z from 'zod';
import { ProverError } from '../errors/base.js';
import { digits, hex32 } from '../native/fields.js';
import { IMPORTS } from '../run.js';

/** The one version that exists. */
export const RECORDING_VERSION = 1;
/** Largest recording that is read, bytes. */
export const MAX_RECORDING_BYTES = 256 << 20;

const text = z.string();
/** What came of a call: every bit of its results, or what the trap is called. */
const outcomeSchema = z.union([strictFields({ results: strictList(text) }), strictFields({ trap: text })]);
const callSchema = strictFields({ export: text, args: strictList(text), outcome: outcomeSchema });
const stateSchema = z
  .custom<Record<string, string>>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((item) => typeof item === 'string'),
    'must be an object of texts',
  )
  .transform((value) => new Map(Object.entries(value)));
/** Calls in one instance, and what can be seen of it in the end. */
const finishedSchema = strictFields({
  /** The trap of the start function, where there was one: then nothing was called. */
  start: text.optional(),
  calls: strictList(callSchema),
  state: stateSchema,
});
/** Calls that did not come to an end. */
const unfinishedSchema = strictFields({
  unfinished: text,
  calls: strictList(strictFields({ export: text, args: strictList(text) })),
});
const moduleSchema = z.union([
  strictFields({ name: text, wasmDigest: hex32, refused: text }),
  strictFields({ name: text, wasmDigest: hex32, failed: text }),
  strictFields({
    name: text,
    wasmDigest: hex32,
    sequences: strictList(z.union([finishedSchema, unfinishedSchema])),
  }),
]);
const builtSchema = strictFields({ compilerVersion: text, target: text, profile: text });

const schema = strictFields({
  version: z.literal(RECORDING_VERSION),
  /** What it was recorded under. */
  under: builtSchema,
  /** What imported functions did. */
  imports: z.enum(IMPORTS),
  /** Most bytes of a linear memory. */
  memoryBytes: digits,
  modules: strictList(moduleSchema),
});

export type Recording = z.output<typeof schema>;
/** What code is compiled by and for. */
export type Under = z.output<typeof builtSchema>;
export type RecordedModule = Recording['modules'][number];
export type Finished = z.output<typeof finishedSchema>;
export type Sequence = Finished | z.output<typeof unfinishedSchema>;
export type CallOutcome = z.output<typeof outcomeSchema>;

/** Recording → its one text. */
export function encodeRecording(recording: Recording): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(plain(recording))}\n`);
}

/**
 * Text → recording, in linear time.
 *
 * @throws ProverError `recording/malformed`, `recording/version`, `recording/not-canonical`
 */
export function decodeRecording(bytes: Uint8Array): Recording {
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch (cause) {
    throw malformed(cause instanceof Error ? cause.message : 'it is no JSON', cause);
  }
  const { version } = Object(value) as { version?: unknown };
  if (typeof version === 'number' && version !== RECORDING_VERSION) {
    throw new ProverError(
      'recording/version',
      `the recording is of version ${version}, not ${RECORDING_VERSION}`,
    );
  }
  const read = schema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw malformed(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'wrong shape'}`);
  }
  if (Buffer.compare(encodeRecording(read.data), bytes) !== 0) {
    throw new ProverError('recording/not-canonical', 'the recording is not in its one form', {
      hint: 'Keys are sorted, there is no white space, and a line feed stands at the end.',
    });
  }
  return read.data;
}

/** Maps as objects. */
function plain(value: unknown): CanonicalValue {
  if (value instanceof Map) return plain(Object.fromEntries(value as Map<string, unknown>));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value as CanonicalValue;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function malformed(why: string, cause?: unknown): ProverError {
  return new ProverError('recording/malformed', `not a recording: ${why}`, { cause });
}
