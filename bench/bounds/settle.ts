import { type ProfileConstants, pair, type Quantity } from './constants.js';
import { compiled, type Row } from './row.js';

/**
 * What is too small to say anything of the slope: there the start counts. A process has several million bytes of resident memory
 * before it compiles anything.
 */
export const LEAST: Record<Quantity, number> = { instructions: 20e6, heap: 1e6, resident: 10e6 };
/** Constants are set so much above the worst found. */
export const MARGIN = 1.1;

/** The ratio of a row that is large enough to have one. */
export function ratio(row: Row, quantity: Quantity): number | undefined {
  const { x, y } = pair(row, quantity);
  return x >= LEAST[quantity] ? y / x : undefined;
}

/** The worst ratio, and what it leaves of small rows. */
export function settle(rows: readonly Row[], image: string): ProfileConstants {
  const all = compiled(rows);
  const line = (quantity: Quantity, step: number) => {
    const ratios = all.flatMap((row) => ratio(row, quantity) ?? []);
    if (ratios.length === 0) throw new Error(`no module is large enough for ${quantity}`);
    // What is a whole hundredth may come out a hair above it.
    const factor = Math.ceil(Math.max(...ratios) * MARGIN * 100 - 1e-6) / 100;
    const rests = all.map((row) => pair(row, quantity)).map(({ x, y }) => y * MARGIN - factor * x);
    const constant = Math.ceil(Math.max(0, ...rests) / step) * step;
    return { factor, constant };
  };
  return {
    image,
    modules: all.length,
    instructions: line('instructions', 100_000),
    heap: line('heap', 10_000),
    resident: line('resident', 100_000),
  };
}
