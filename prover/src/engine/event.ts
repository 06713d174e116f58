import { z } from 'zod';

/** Left as digits, so that an event can be printed as JSON. */
const digits = z.string().regex(/^(0|[1-9][0-9]{0,19})$/, 'must be digits');
const count = z.number().int().nonnegative();
const id = z.number().int();

/** Any line from the engine; `id` is null where it could not read a request's. */
export const lineSchema = z.looseObject({ id: id.nullable(), event: z.string() });

/** How a request ends badly. */
export const failureSchema = z.object({ code: z.string(), message: z.string() });

/** A line about a request that is under way. */
export const eventSchema = z.union([
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
    elapsedMs: z.number().nonnegative(),
    residentBytes: count,
  }),
]);
export type EngineEvent = z.output<typeof eventSchema>;

/** Called with every event of a request that is not its end. */
export type OnEvent = (event: EngineEvent) => void;
