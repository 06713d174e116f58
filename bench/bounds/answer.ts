import { z } from 'zod';

/** What the native program answers, see `native/src/main.rs`. */
export const answerSchema = z.object({
  outcome: z.string(),
  /** Limit on shape that refuses the module, and how many times it the module has. */
  limit: z.string().optional(),
  excess: z.number().optional(),
  message: z.string().optional(),
  how: z.string().optional(),
  artifactBytes: z.number().optional(),
  /** Most bytes asked for and live at once, the artifact among them. */
  heapBytes: z.number().optional(),
  /** Growth of the resident set: heap as the system's allocator keeps it, stack, and the module. */
  residentBytes: z.number().optional(),
  cpuNs: z.number().optional(),
  /** Processes that valgrind counted: right before the compilation, and right after. */
  marks: z.tuple([z.number(), z.number()]).nullish(),
});
export type Answer = z.infer<typeof answerSchema>;
