/** What the native engine answers, command by command, as `prover/engine/src` sends it; the one place that reads it. */
import { fromHex } from '@zkcwasm/verifier/internal';
import { z } from 'zod';
import { ProverError } from '../errors/base.js';

/** 64-bit numbers go as digits, since JSON's stop at 2^53. */
const digits = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})$/, 'must be digits')
  .transform(BigInt);
const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();
const hex32 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');
const hexBytes = z.string().transform((text, context) => {
  const bytes = fromHex(text, text.length / 2);
  if (bytes !== undefined && bytes.length > 0) return bytes;
  context.addIssue({ code: 'custom', message: 'must be bytes in hex' });
  return z.NEVER;
});

/** Fields that nobody reads are left out. */
const ANSWERS = {
  hello: z.object({ circuit: z.string(), compiler: z.string(), compilerVersion: z.string() }),
  image: z.object({ imageId: hex32, elfHash: hex32 }),
  profile: z.object({ profile: hex32, text: z.string() }),
  execute: z.object({ journal: hexBytes, cycles: digits, instructions: digits, elapsedMs: ms }),
  prove: z.object({
    journal: hexBytes,
    imageId: hex32,
    circuit: z.string(),
    executedCycles: digits,
    shards: count,
    recursionSteps: count,
    reusedSteps: count,
    elapsedMs: ms,
    proverMs: ms,
    peakBytes: count,
  }),
  aggregate: z.object({
    journal: hexBytes,
    imageId: hex32,
    circuit: z.string(),
    executedCycles: digits,
    shards: count,
    recursionSteps: count,
    reusedSteps: count,
    elapsedMs: ms,
    proverMs: ms,
    peakBytes: count,
  }),
  verify: z.object({ elapsedMs: ms }),
  compile: z.object({ artifactDigest: hex32, artifactBytes: count, elapsedMs: ms }),
  run: z.object({
    rehydrateMs: ms,
    artifactBytes: count,
    exports: z.array(z.string()),
    callMs: ms.optional(),
    results: z.array(z.string()).optional(),
  }),
  bench: z.object({
    compileMs: z.array(ms).min(1),
    rehydrateMs: z.array(ms).min(1),
    runMs: z.array(ms).min(1),
    artifactBytes: count,
  }),
} as const;

/** What can be asked of the engine. */
export type Command = keyof typeof ANSWERS;
/** What is answered. */
export type Answer<C extends Command> = z.output<(typeof ANSWERS)[C]>;

/**
 * Reads a `result` line.
 *
 * @throws ProverError `engine/answer`
 */
export function readAnswer<C extends Command>(command: C, line: unknown): Answer<C> {
  const read = ANSWERS[command].safeParse(line);
  if (!read.success) throw outOfForm(command, read.error);
  return read.data as Answer<C>;
}

/** Something the engine sent is not what it should send. */
export function outOfForm(what: string, error: z.ZodError): ProverError {
  const issue = error.issues[0];
  const where = issue === undefined ? '' : `: ${issue.path.join('.') || 'line'}: ${issue.message}`;
  return new ProverError('engine/answer', `the engine's answer to ${what} is out of form${where}`, {
    hint: 'The engine may be of another version than this package: build it with `npm run build:engine`.',
    cause: error,
  });
}
