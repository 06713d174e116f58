/** What a runner answers, command by command, as `runner/src` sends it; the one place that reads it. */
import * as z from 'zod';
import { count, hex32, ms } from '../native/fields.js';
import { outOfForm } from '../native/outOfForm.js';

const rehydrated = z.object({ rehydrateMs: ms, artifactBytes: count, exports: z.array(z.string()) });

/** Fields that nobody reads are left out. */
const ANSWERS = {
  hello: z.object({ protocol: z.number(), compiler: z.string(), compilerVersion: z.string() }),
  profile: z.object({ profile: hex32, text: z.string() }),
  compile: z.object({ artifactDigest: hex32, artifactBytes: count, elapsedMs: ms }),
  rehydrate: rehydrated,
  run: rehydrated.extend({ callMs: ms, results: z.array(z.string()) }),
  calls: z.object({
    /** The trap of the start function: then nothing was called. */
    start: z.string().optional(),
    outcomes: z.array(
      z.union([z.strictObject({ results: z.array(z.string()) }), z.strictObject({ trap: z.string() })]),
    ),
    state: z.record(z.string(), z.string()),
  }),
  bench: z.object({
    compileMs: z.array(ms).min(1),
    rehydrateMs: z.array(ms).min(1),
    runMs: z.array(ms).min(1),
    artifactBytes: count,
  }),
} as const;

/** What can be asked of a runner. */
export type RunnerCommand = keyof typeof ANSWERS;
/** What is answered. */
export type RunnerAnswer<C extends RunnerCommand> = z.output<(typeof ANSWERS)[C]>;

/**
 * Reads a `result` line.
 *
 * @throws ProverError `runner/answer`
 */
export function readRunnerAnswer<C extends RunnerCommand>(command: C, line: unknown): RunnerAnswer<C> {
  const read = ANSWERS[command].safeParse(line);
  if (!read.success) throw outOfForm('runner', command, read.error);
  return read.data as RunnerAnswer<C>;
}
