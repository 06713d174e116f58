import * as z from 'zod';
import { count, digits, ms } from '../native/fields.js';
import { outOfForm } from '../native/outOfForm.js';

const id = z.number().int();

/** A line about a request that is under way. Cycles are left as digits, so that an event can be printed as JSON. */
const eventSchema = z.union([
  z.object({ id, event: z.literal('executed'), cycles: digits }),
  z.object({ id, event: z.literal('phase'), phase: z.string(), imageId: z.string().optional() }),
  z.object({ id, event: z.literal('progress'), phase: z.literal('execute'), cycles: digits }),
  z.object({
    id,
    event: z.literal('progress'),
    phase: z.literal('prove'),
    shardsStarted: count,
    shardsDone: count,
    stepsStarted: count,
    stepsDone: count,
    reusedSteps: count,
    elapsedMs: ms,
    residentBytes: count,
  }),
]);
export type EngineEvent = z.output<typeof eventSchema>;

/** Called with every event of a request that is not its end. */
export type OnEvent = (event: EngineEvent) => void;

/**
 * Reads a line that is not the end of a request.
 *
 * @throws ProverError `engine/answer`
 */
export function readEvent(line: unknown): EngineEvent {
  const read = eventSchema.safeParse(line);
  if (!read.success) throw outOfForm('engine', 'a request (an event)', read.error);
  return read.data;
}
