import { z } from 'zod';
import { compiled, type Row } from './row.js';

const line = z.strictObject({
  /** Native units for each unit of the guest's. */
  factor: z.number().positive(),
  /** And so many beside. */
  constant: z.number().int().nonnegative(),
});

const schema = z.record(
  z.string(),
  z.strictObject({
    /** Image that they were measured with. */
    image: z.string().regex(/^[0-9a-f]{64}$/),
    /** Modules that they hold for. */
    modules: z.number().int().positive(),
    /** Native instructions by cycles. */
    instructions: line,
    /** Native heap by the journal's `peakHeapBytes`, both as asked for. */
    heap: line,
    /** Resident memory, in pages, by the journal's `peakHeapBytes`: of one machine and its allocator. */
    resident: line,
  }),
);

/** What holds for the images of a profile, by its name: `docs/benchmarks/bounds/constants.json`. */
export type Constants = z.infer<typeof schema>;
export type ProfileConstants = Constants[string];
export type Quantity = 'instructions' | 'heap' | 'resident';
export const QUANTITIES: readonly Quantity[] = ['instructions', 'heap', 'resident'];

/** @throws ZodError, SyntaxError */
export function parseConstants(text: string): Constants {
  return schema.parse(JSON.parse(text));
}

/** What the guest attests, and what is compared with it. */
export function pair(row: Row, quantity: Quantity): { x: number; y: number } {
  const { guest, native } = row;
  if (quantity === 'instructions') return { x: guest.cycles, y: native.instructions };
  return { x: guest.heap, y: quantity === 'heap' ? native.heap : native.resident };
}

/** The share of its bound that a row takes: over 1 where it does not hold. */
export function share(row: Row, quantity: Quantity, constants: ProfileConstants): number {
  const { factor, constant } = constants[quantity];
  const { x, y } = pair(row, quantity);
  return y / (factor * x + constant);
}

/** A line for each bound that does not hold for a row. */
export function violations(rows: readonly Row[], constants: ProfileConstants): string[] {
  return compiled(rows).flatMap((row) =>
    QUANTITIES.filter((quantity) => share(row, quantity, constants) > 1).map((quantity) => {
      const { x, y } = pair(row, quantity);
      const over = share(row, quantity, constants).toFixed(3);
      return `${row.name}: ${quantity} ${y} for ${x}, ${over} times what the constants allow`;
    }),
  );
}
