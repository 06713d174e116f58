/** What the engine answers, command by command, as `prover/engine/src` sends it; the one place that reads it. */
import * as z from 'zod';
import { count, digits, hex32, hexBytes, ms } from '../native/fields.js';
import { outOfForm } from '../native/outOfForm.js';

const bigDigits = digits.transform(BigInt);
/** Of a proof. */
const proof = z.object({
  journal: hexBytes,
  imageId: hex32,
  circuit: z.string(),
  executedCycles: bigDigits,
  shards: count,
  recursionSteps: count,
  reusedSteps: count,
  elapsedMs: ms,
  proverMs: ms,
  peakBytes: count,
});

/** Fields that nobody reads are left out. */
const ANSWERS = {
  hello: z.object({ circuit: z.string() }),
  image: z.object({ imageId: hex32, elfHash: hex32 }),
  execute: z.object({ journal: hexBytes, cycles: bigDigits, instructions: bigDigits, elapsedMs: ms }),
  prove: proof,
  aggregate: proof,
  verify: z.object({ elapsedMs: ms }),
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
  if (!read.success) throw outOfForm('engine', command, read.error);
  return read.data as Answer<C>;
}
